import Events

/// What the reader's rules know, and what they tell their shell.
extension ReaderState {
    enum Mode: Sendable, Equatable {
        /// The head has not been seen yet: nothing cached can be judged.
        case booting
        /// Following messages.
        case live
        /// Asking PostgreSQL, because messages fail to come.
        case direct
    }

    struct Settings: Sendable {
        /// Without a heartbeat for so long, messages are no longer waited for.
        var silenceLimit: Duration = .seconds(1)
        /// How often PostgreSQL is asked in direct mode, and after a failure.
        var pollInterval: Duration = .milliseconds(250)
        /// How many events are replayed at boot, to judge what older processes left in Redis.
        var bootWindow: Int64 = 20_000
    }

    enum Step: Sendable, Equatable {
        /// Read the log after a position; `nil` for the head alone.
        case read(after: Int64?)
        /// Nothing to do before this moment, unless a message comes.
        case wait(until: Instant)
    }

    enum Output: Sendable, Equatable {
        /// `events` are the next ones, and reach to `to`. Without events, it is the horizon that is news.
        case apply([Event], to: Int64, horizon: Int64?)
        case foresee([Change])
        /// The events up to `to` were missed for good, or never were.
        case reset(to: Int64)
    }
}
