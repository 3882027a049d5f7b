import Dispatch

/// Why there is no connection.
struct ConnectionFailure: Error, CustomStringConvertible {
    let description: String
}

extension Connection {
    /// Connects, within `settings.connectTimeout`.
    ///
    /// - Throws: `ConnectionFailure`, `CancellationError`.
    static func open(_ parameters: ConnectionParameters, settings: ConnectionSettings) async throws -> Connection {
        let connection = Connection(settings: settings)
        try await connection.connect(parameters)
        return connection
    }

    private func connect(_ parameters: ConnectionParameters) async throws {
        let deadline = DispatchTime.now() + .milliseconds(Int(settings.connectTimeout.milliseconds))
        guard let handle = ConnectionHandle(startingWith: parameters) else {
            throw ConnectionFailure(description: "out of memory")
        }
        var step = handle.isBroken ? ConnectionHandle.ConnectingStep.failed : .wait(until: .writable)
        connecting: while true {
            switch step {
            case .wait(let direction): try await socket(of: handle, is: direction, before: deadline)
            case .connected: break connecting
            case .failed: throw ConnectionFailure(description: handle.errorMessage)
            }
            step = handle.pollConnecting()
        }
        guard handle.enterPipeline(), let watch = watch(handle, until: .readable, { $0.receive() }) else {
            throw ConnectionFailure(description: "the connection could not be set up: \(handle.errorMessage)")
        }
        readWatch = watch
        self.handle = handle
    }

    /// One wait while connecting. The socket is looked up each time, because libpq makes a new one for the next host.
    private func socket(
        of handle: ConnectionHandle, is direction: SocketWatch.Direction, before deadline: DispatchTime
    ) async throws {
        let ready = Promise<Void>()
        let watch = SocketWatch(handle.socket, until: direction, on: executor.queue) { ready.settle(.success(())) }
        guard let watch else { throw ConnectionFailure(description: "no file descriptor is left") }
        defer { watch.cancel() }
        executor.queue.asyncAfter(deadline: deadline) {
            ready.settle(.failure(ConnectionFailure(description: "no answer while connecting")))
        }
        try await ready.value()
    }

    /// Runs `action` on this actor whenever the socket is ready.
    func watch(
        _ handle: ConnectionHandle, until direction: SocketWatch.Direction,
        _ action: @escaping @Sendable (isolated Connection) -> Void
    ) -> SocketWatch? {
        SocketWatch(handle.socket, until: direction, on: executor.queue) { [weak self] in
            self?.assumeIsolated { action($0) }
        }
    }

    /// The server's process for this session, nil when closed.
    var backendPID: Int32? { handle?.backendPID }

    /// Whether a transaction block is open; only meaningful while nothing is in flight.
    var isInTransaction: Bool { handle?.isInTransaction ?? false }
}
