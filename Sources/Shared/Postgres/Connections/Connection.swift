import DequeModule
import Logging
import Reactor
import Synchronization

/// One connection to PostgreSQL: libpq in non-blocking pipeline mode.
///
/// Statements are submitted from anywhere without waiting for the actor: they collect in an inbox which the actor empties
/// at once, and are answered in order. Each is followed by a sync, so that one that fails fails alone; only point
/// reads share syncs, and are sent again when they fail together.
///
/// A connection that breaks, or is silent for longer than its patience, closes itself: it fails what is in flight with
/// `connectionLost` and settles `lost`.
actor Connection {
    /// Settled when the connection is closed, for whatever reason.
    nonisolated let lost = Promise<Void>()
    nonisolated let settings: ConnectionSettings
    private nonisolated let inbox = Mutex(Inbox())
    private nonisolated let outstandingCount = Atomic(0)

    /// Nil before connecting and after closing.
    var handle: ConnectionHandle?
    var inFlight: Deque<InFlight> = []
    /// How many of the latest in flight have no sync yet.
    var sharing = 0
    var reply = PartialReply()
    var prepared = PreparedStatements()
    var readWatch: SocketWatch?
    var writeWatch: SocketWatch?
    /// When the server was last known to be alive: it answered, or there was nothing to answer.
    var lastProgress = ContinuousClock.now
    var deadlineAlarm: Alarm?

    private struct Inbox {
        var isOpen = true
        var isDrainScheduled = false
        /// Whether point reads are left in it until all that is in flight is answered.
        var holdsPointReads = false
        var pending: [PendingStatement] = []
    }

    init(settings: ConnectionSettings) { self.settings = settings }

    // The inbox

    enum Submission { case accepted, full, closed }

    /// How many commands were submitted and are not yet answered.
    nonisolated var outstanding: Int { outstandingCount.load(ordering: .relaxed) }

    nonisolated var isOpen: Bool { inbox.withLock { $0.isOpen } }

    /// Commands are sent in the order of these calls.
    nonisolated func submit(_ pending: PendingStatement) -> Submission {
        guard outstanding < settings.maximumPipelineDepth else { return .full }
        let (isOpen, mustDrain) = inbox.withLock { inbox in
            guard inbox.isOpen else { return (false, false) }
            inbox.pending.append(pending)
            if inbox.isDrainScheduled || inbox.holdsPointReads && pending.command.isPointRead { return (true, false) }
            inbox.isDrainScheduled = true
            return (true, true)
        }
        guard isOpen else { return .closed }
        outstandingCount.add(1, ordering: .relaxed)
        if mustDrain { soon { $0.drain() } }
        return .accepted
    }

    func answered(_ count: Int = 1) { outstandingCount.subtract(count, ordering: .relaxed) }

    /// Sends what has collected.
    ///
    /// While point reads are in flight, more of them collect until these are answered: the server would not come to them
    /// sooner, and the more go together, the less each costs.
    func drain() {
        let pending = inbox.withLock { inbox in
            inbox.isDrainScheduled = false
            inbox.holdsPointReads =
                inFlight.isEmpty && !inbox.pending.isEmpty && inbox.pending.allSatisfy(\.command.isPointRead)
            defer { inbox.pending = [] }
            return inbox.pending
        }
        send(all: pending)
        // Nobody waited for any of them, and so no answer will have the next ones sent.
        if inFlight.isEmpty, !pending.isEmpty { return drain() }
        flush()
        armDeadline()
    }

    /// Has `drain` run when all that was in flight is answered: after those who were answered just now, so that what they
    /// ask for next goes with what has collected. Sent at once, every other group of point reads would be a small one.
    func drainSoon() {
        let mustDrain = inbox.withLock { inbox in
            if inbox.pending.isEmpty { inbox.holdsPointReads = false }
            guard !inbox.pending.isEmpty, !inbox.isDrainScheduled else { return false }
            inbox.isDrainScheduled = true
            return true
        }
        if mustDrain { soon { $0.drain() } }
    }

    /// What waits for `drain`.
    var unsent: [PendingStatement] { inbox.withLock(\.pending) }

    /// Closes without waiting; what is in flight fails with `connectionLost`.
    nonisolated func close() {
        inbox.withLock { $0.isOpen = false }
        soon { $0.lose(because: nil) }
    }

    /// - Parameter reason: nil when it is closed on purpose.
    func lose(because reason: String?) {
        let unsent = inbox.withLock { inbox in
            inbox.isOpen = false
            defer { inbox.pending = [] }
            return inbox.pending
        }
        readWatch = nil
        writeWatch = nil
        deadlineAlarm = nil
        handle = nil
        let unanswered = inFlight
        inFlight = []
        _ = reply.take()
        answered(unsent.count + unanswered.count)
        for entry in unanswered { entry.pending.fail(with: .connectionLost) }
        for pending in unsent { settings.onUnsent(pending) }
        if lost.settle(.success(())), let reason {
            settings.logger.warning("lost a connection to PostgreSQL", metadata: ["reason": "\(reason)"])
        }
    }
}

/// How a connection behaves, whatever it is connected to.
struct ConnectionSettings: Sendable {
    /// For the whole attempt to connect.
    var connectTimeout: Duration
    /// How long the server may be silent while something is in flight.
    var patience: Duration
    var maximumPipelineDepth: Int
    var logger: Logger
    /// What becomes of a command that was submitted but not sent when the connection was lost.
    var onUnsent: @Sendable (PendingStatement) -> Void = { $0.fail(with: .connectionLost) }
}

/// Connections are told apart by identity.
extension Connection: Hashable {
    nonisolated static func == (left: Connection, right: Connection) -> Bool { left === right }

    nonisolated func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
