import DequeModule
import Dispatch
import Synchronization

/// The pipelined connections that autocommit statements share, and the statements that wait while none is up.
final class SharedConnections: Sendable {
    private struct State {
        var isOpen = true
        var up: [Connection] = []
        /// Counts the connections that came up.
        var generation = 0
        /// Filled while no connection is up. Settled ones in it wait no more; they are dropped when room is needed.
        var backlog: Deque<PendingStatement> = []
    }

    private let state = Mutex(State())
    private let maximumBacklog: Int

    init(_ configuration: DatabaseConfiguration) { maximumBacklog = configuration.maximumPipelineDepth }

    /// Gives the statement to the connection with the fewest in flight, or has it wait for one.
    ///
    /// - Throws: `PostgresError.busy`, `.unavailable`.
    func submit(_ pending: PendingStatement) throws(PostgresError) {
        while true {
            var (candidates, generation) = state.withLock { ($0.up, $0.generation) }
            while let index = candidates.indices.min(by: { candidates[$0].outstanding < candidates[$1].outstanding }) {
                switch candidates[index].submit(pending) {
                case .accepted: return
                case .full: throw .busy
                // Lost, and about to be reported so.
                case .closed: candidates.remove(at: index)
                }
            }
            if try wait(pending, since: generation) { return }
        }
    }

    /// A statement that its connection lost before sending it looks for another connection.
    func resubmit(_ pending: PendingStatement) {
        do {
            try submit(pending)
        } catch {
            pending.fail(with: error)
        }
    }

    func opened(_ connection: Connection) {
        let backlog = state.withLock { state in
            state.up.append(connection)
            state.generation += 1
            defer { state.backlog = [] }
            return state.backlog
        }
        for pending in backlog where !pending.isSettled { resubmit(pending) }
    }

    func lost(_ connection: Connection) { state.withLock { $0.up.removeAll { $0 == connection } } }

    func close() {
        let backlog = state.withLock { state in
            state.isOpen = false
            defer { state.backlog = [] }
            return state.backlog
        }
        for pending in backlog { pending.fail(with: .unavailable) }
    }

    struct Counts { let up, outstanding, waiting: Int }

    var counts: Counts {
        let (up, waiting) = state.withLock { ($0.up, $0.backlog.count { !$0.isSettled }) }
        return Counts(up: up.count, outstanding: up.reduce(0) { $0 + $1.outstanding }, waiting: waiting)
    }

    /// Puts the statement in the backlog; false if a connection came up since `generation`, which will not look there.
    private func wait(_ pending: PendingStatement, since generation: Int) throws(PostgresError) -> Bool {
        let outcome: Result<Bool, PostgresError> = state.withLock { state in
            guard state.isOpen else { return .failure(.unavailable) }
            guard state.generation == generation else { return .success(false) }
            if state.backlog.count >= maximumBacklog { state.backlog.removeAll(where: \.isSettled) }
            guard state.backlog.count < maximumBacklog else { return .failure(.busy) }
            state.backlog.append(pending)
            return .success(true)
        }
        guard try outcome.get() else { return false }
        let wait = max(.milliseconds(1), pending.deadline - .now)
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int(wait.milliseconds))) {
            self.giveUp(pending)
        }
        return true
    }

    /// At its deadline; one that got a connection meanwhile is the connection's to time out.
    private func giveUp(_ pending: PendingStatement) {
        let isWaiting = state.withLock { state in
            guard let index = state.backlog.firstIndex(where: { $0 === pending }) else { return false }
            state.backlog.remove(at: index)
            return true
        }
        if isWaiting { pending.fail(with: .unavailable) }
    }
}
