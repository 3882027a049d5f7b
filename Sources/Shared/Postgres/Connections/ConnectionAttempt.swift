import Reactor

/// Why there is no connection.
struct ConnectionFailure: Error, CustomStringConvertible {
    let description: String
}

/// One attempt to connect. It has an executor of its own, because libpq resolves the names of hosts and blocks until
/// that is done.
actor ConnectionAttempt {
    private nonisolated let executor = ConnectingExecutor()
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Throws: `ConnectionFailure`, `CancellationError`.
    func connect(_ parameters: ConnectionParameters, within limit: Duration) async throws -> sending ConnectionHandle {
        let deadline = ContinuousClock.now + limit
        guard let handle = ConnectionHandle(startingWith: parameters) else {
            throw ConnectionFailure(description: "out of memory")
        }
        var step = handle.isBroken ? ConnectionHandle.ConnectingStep.failed : .wait(until: .writable)
        while true {
            switch step {
            case .wait(let direction): try await wait(until: direction, handle.socket, before: deadline)
            case .connected: return handle
            case .failed: throw ConnectionFailure(description: handle.errorMessage)
            }
            step = handle.pollConnecting()
        }
    }

    /// One wait while connecting. The socket is looked up each time, because libpq makes a new one for the next host.
    private func wait(
        until direction: SocketWatch.Direction, _ socket: Int32, before deadline: ContinuousClock.Instant
    ) async throws {
        let ready = Promise<Void>()
        let watch = SocketWatch(socket, until: direction) { ready.settle(.success(())) }
        guard let watch else { throw ConnectionFailure(description: "no file descriptor is left") }
        let alarm = Alarm(at: deadline) {
            ready.settle(.failure(ConnectionFailure(description: "no answer while connecting")))
        }
        defer { withExtendedLifetime((watch, alarm)) {} }
        try await ready.value()
    }
}
