import Synchronization

/// Whether this process should get requests, as the load balancer is told. Safe to use from anywhere.
///
/// A process starts out waiting for each of its named dependencies; it is ready when it waits for none and is not
/// stopping.
package final class HealthState: Sendable {
    /// Ready, or what is missing.
    package enum Readiness: Sendable, Equatable {
        case ready
        /// With a reason per dependency, in alphabetical order of their names.
        case notReady([String])
    }

    private struct State {
        var reasons: [String: String]
        var isStopping = false
    }

    private let state: Mutex<State>

    /// - Parameter dependencies: what must come up first, such as `database`.
    package init(waitingFor dependencies: [String]) {
        let reasons = Dictionary(dependencies.map { ($0, "starting") }, uniquingKeysWith: { first, _ in first })
        state = Mutex(State(reasons: reasons))
    }

    /// As of now.
    package var readiness: Readiness {
        state.withLock { state in
            if state.isStopping { return .notReady(["stopping"]) }
            guard !state.reasons.isEmpty else { return .ready }
            return .notReady(state.reasons.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" })
        }
    }

    /// Whether the process is told to stop: long work ends where it can.
    package var isStopping: Bool { state.withLock(\.isStopping) }

    /// Stops waiting for a dependency.
    package func markReady(_ dependency: String) {
        state.withLock { _ = $0.reasons.removeValue(forKey: dependency) }
    }

    /// - Parameter reason: for operators; it is shown to whoever asks, so no addresses or names of hosts.
    package func markNotReady(_ dependency: String, reason: String) {
        state.withLock { $0.reasons[dependency] = reason }
    }

    /// From now on never ready again: the process is told to stop and finishes what it has.
    package func markStopping() { state.withLock { $0.isStopping = true } }
}
