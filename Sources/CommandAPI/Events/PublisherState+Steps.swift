/// What the publisher's rules are set to, and what they tell their shell.
extension PublisherState {
    struct Settings: Sendable {
        /// How often a follower tries to lead: the longest time without a leader after one has gone.
        var electionInterval: Duration = .milliseconds(250)
        /// How often to look for events when there was one within `busyFor`.
        var busyPoll: Duration = .milliseconds(25)
        /// How often to look otherwise.
        var idlePoll: Duration = .milliseconds(250)
        var busyFor: Duration = .seconds(1)
        /// The longest time between two messages.
        var heartbeat: Duration = .milliseconds(250)
        /// The shortest time between two batches when they are small: what commits meanwhile shares a transaction.
        var spacing: Duration = .milliseconds(4)
        /// Pauses after failures: doubled from the first to the longest.
        var firstPause: Duration = .milliseconds(100)
        var longestPause: Duration = .seconds(2)
    }

    /// What PostgreSQL is asked for.
    enum Question: Sendable, Equatable {
        /// Try to take the leader's lock.
        case elect
        /// Number a batch.
        case number
        /// Look whether something waits to be numbered, and where the head is.
        case look
    }

    enum Step: Sendable, Equatable {
        case ask(Question)
        /// Tell the leader, wherever it is, that something was committed here.
        case wakeLeader
        /// Nothing to do before this moment, unless woken.
        case wait(until: Instant)
        /// Give up the leader's lock, and end.
        case resign
    }
}
