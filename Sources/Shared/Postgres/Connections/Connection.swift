import DequeModule
import Dispatch
import Logging
import Synchronization

/// One connection to PostgreSQL: libpq in non-blocking pipeline mode, on a serial executor of its own.
///
/// Statements are submitted from anywhere without waiting for the actor: they collect in an inbox which the executor
/// empties at once, and are answered in order. Each is followed by a sync, so that one that fails fails alone.
///
/// A connection that breaks, or is silent for longer than its patience, closes itself: it fails what is in flight with
/// `connectionLost` and settles `lost`.
actor Connection {
    nonisolated let executor: ConnectionExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Settled when the connection is closed, for whatever reason.
    nonisolated let lost = Promise<Void>()
    nonisolated let settings: ConnectionSettings
    private nonisolated let inbox = Mutex(Inbox())
    private nonisolated let outstandingCount = Atomic(0)

    /// Nil before connecting and after closing.
    var handle: ConnectionHandle?
    var inFlight: Deque<InFlight> = []
    var reply = PartialReply()
    var prepared = PreparedStatements()
    var readWatch: SocketWatch?
    var writeWatch: SocketWatch?
    /// When the server was last known to be alive: it answered, or there was nothing to answer.
    var lastProgress = ContinuousClock.now
    var isDeadlineArmed = false

    private struct Inbox {
        var isOpen = true
        var isDrainScheduled = false
        var pending: [any PendingStatement] = []
    }

    init(settings: ConnectionSettings) {
        self.settings = settings
        executor = ConnectionExecutor(label: "postgres.connection")
    }

    // The inbox

    enum Submission { case accepted, full, closed }

    /// How many commands were submitted and are not yet answered.
    nonisolated var outstanding: Int { outstandingCount.load(ordering: .relaxed) }

    nonisolated var isOpen: Bool { inbox.withLock { $0.isOpen } }

    /// Commands are sent in the order of these calls.
    nonisolated func submit(_ pending: any PendingStatement) -> Submission {
        guard outstanding < settings.maximumPipelineDepth else { return .full }
        let (isOpen, mustDrain) = inbox.withLock { inbox in
            guard inbox.isOpen else { return (false, false) }
            inbox.pending.append(pending)
            defer { inbox.isDrainScheduled = true }
            return (true, !inbox.isDrainScheduled)
        }
        guard isOpen else { return .closed }
        outstandingCount.add(1, ordering: .relaxed)
        if mustDrain { executor.queue.async { self.assumeIsolated { $0.drain() } } }
        return .accepted
    }

    func answered(_ count: Int = 1) { outstandingCount.subtract(count, ordering: .relaxed) }

    private func drain() {
        let pending = inbox.withLock { inbox in
            inbox.isDrainScheduled = false
            defer { inbox.pending = [] }
            return inbox.pending
        }
        for pending in pending { send(pending) }
        flush()
        armDeadline()
    }

    /// Closes without waiting; what is in flight fails with `connectionLost`.
    nonisolated func close() { executor.queue.async { self.assumeIsolated { $0.lose(because: nil) } } }

    /// - Parameter reason: nil when it is closed on purpose.
    func lose(because reason: String?) {
        let unsent = inbox.withLock { inbox in
            inbox.isOpen = false
            defer { inbox.pending = [] }
            return inbox.pending
        }
        readWatch = nil
        writeWatch = nil
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
    var onUnsent: @Sendable (any PendingStatement) -> Void = { $0.fail(with: .connectionLost) }
}

/// Connections are told apart by identity.
extension Connection: Hashable {
    nonisolated static func == (left: Connection, right: Connection) -> Bool { left === right }

    nonisolated func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
