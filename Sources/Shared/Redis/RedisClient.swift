package import Logging
import ServiceLifecycle
import Synchronization

/// Sends commands to Redis over one pipelined connection, which it keeps connected while `run` runs.
///
/// A command never waits longer than the command deadline, and not at all while Redis is known to be away: see
/// `CircuitBreaker`. It is safe to use from any task.
package final class RedisClient: Service, Sendable {
    private struct State {
        var breaker: CircuitBreaker
        var connection: RedisConnection?
        /// Whether the log says that Redis is away, so that it says so once and not at each attempt.
        var isReportedAway = false
        var statistics = RedisStatistics()
    }

    private let configuration: RedisConfiguration
    private let logger: Logger
    private let resolver = AddressResolver()
    private let state: Mutex<State>

    package init(_ configuration: RedisConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        let breaker = CircuitBreaker(
            failuresToOpen: configuration.failuresToOpen, backoff: configuration.backoff, now: .now)
        state = Mutex(State(breaker: breaker))
    }

    /// Whether a command would be sent now.
    package var isAvailable: Bool { state.withLock { $0.breaker.isClosed } }

    package var statistics: RedisStatistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.isAvailable = state.breaker.isClosed
            return statistics
        }
    }

    /// Keeps a connection until the graceful shutdown or cancellation; until it has one, commands fail at once.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var attempt = 0
            while !Task.isCancelled {
                let pause = self.state.withLock { $0.breaker.pause(at: .now) }
                // Cut short by cancellation only, which ends the loop.
                try? await Task.sleep(for: pause)
                await self.connectOnce(attempt)
                attempt += 1
            }
        }
    }

    /// Sends one command and gives its reply.
    ///
    /// - Throws: any `RedisError`; an error reply of Redis as `.server`.
    package func command(_ arguments: [RedisArgument]) async throws(RedisError) -> RedisValue {
        let admitted = state.withLock { state in
            state.breaker.permit().flatMap { permit in state.connection.map { (permit, $0) } }
        }
        guard let (permit, connection) = admitted else { throw .unavailable }
        let reply = await connection.send(RedisCommand(arguments))
        note(reply, permit: permit, connection: connection)
        if case .success(.error(let message)) = reply { throw .server(message) }
        return try reply.get()
    }

    private func note(_ reply: RedisConnection.Reply, permit: CircuitBreaker.Permit, connection: RedisConnection) {
        switch reply {
        case .success:
            state.withLock { $0.breaker.answered(permit) }
        case .failure(.deadlineExceeded):
            let opened = state.withLock { state in
                state.statistics.missedDeadlines += 1
                return state.breaker.missedDeadline(permit, at: .now, scatter: .random(in: 0..<1))
            }
            if opened { connection.close("it missed \(configuration.failuresToOpen) command deadlines in a row") }
        case .failure:
            break  // A lost connection is noted where it ends; a full one is not Redis's failure.
        }
    }

    /// Makes one connection and stays until it has ended.
    private func connectOnce(_ attempt: Int) async {
        guard state.withLock({ $0.breaker.beginProbe(at: .now) }) else { return }
        let connection = RedisConnection(configuration)
        await withTaskCancellationHandler {
            await serve(connection, attempt: attempt)
        } onCancel: {
            connection.close("shutting down")
        }
        let reason = await connection.endReason ?? "the host name has no address"
        let wasReported = state.withLock { state in
            state.connection = nil
            state.statistics.failedConnections += 1
            state.breaker.disconnected(at: .now, scatter: .random(in: 0..<1))
            defer { state.isReportedAway = true }
            return state.isReportedAway
        }
        logger.log(
            level: wasReported || Task.isCancelled ? .debug : .warning, "Redis is unavailable",
            metadata: ["reason": "\(reason)"])
    }

    private func serve(_ connection: RedisConnection, attempt: Int) async {
        let server = configuration.server
        let addresses = await resolver.addresses(of: server.host, within: configuration.connectDeadline)
        guard !addresses.isEmpty, await connection.open(address: addresses[attempt % addresses.count]) else { return }
        state.withLock { state in
            state.connection = connection
            state.isReportedAway = false
            state.breaker.probeSucceeded()
        }
        logger.info("Redis is available", metadata: ["host": "\(server.host)", "port": "\(server.port)"])
        await connection.untilClosed()
    }
}
