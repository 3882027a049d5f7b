import Reactor

extension Connection {
    /// Connects, within `settings.connectTimeout`.
    ///
    /// - Throws: `ConnectionFailure`, `CancellationError`.
    static func open(_ parameters: ConnectionParameters, settings: ConnectionSettings) async throws -> Connection {
        let handle = try await ConnectionAttempt().connect(parameters, within: settings.connectTimeout)
        let connection = Connection(settings: settings)
        try await connection.begin(with: handle)
        return connection
    }

    private func begin(with handle: sending ConnectionHandle) throws {
        guard handle.enterPipeline(), let watch = watch(handle, until: .readable, { $0.receive() }) else {
            throw ConnectionFailure(description: "the connection could not be set up: \(handle.errorMessage)")
        }
        readWatch = watch
        self.handle = handle
    }

    /// Runs `action` on this actor when the socket is ready.
    func watch(
        _ handle: ConnectionHandle, until direction: SocketWatch.Direction,
        _ action: @escaping @Sendable (isolated Connection) -> Void
    ) -> SocketWatch? {
        SocketWatch(handle.socket, until: direction) { [weak self] in
            guard let self else { return }
            soon { action($0) }
        }
    }

    /// Runs `action` on this actor, after what is waiting for a thread now.
    ///
    /// Nobody awaits it: each action is short, and does nothing once the connection is closed.
    nonisolated func soon(_ action: @escaping @Sendable (isolated Connection) -> Void) {
        Task.detached { await action(self) }
    }

    /// The server's process for this session, nil when closed.
    var backendPID: Int32? { handle?.backendPID }

    /// Whether a transaction block is open; only meaningful while nothing is in flight.
    var isInTransaction: Bool { handle?.isInTransaction ?? false }
}
