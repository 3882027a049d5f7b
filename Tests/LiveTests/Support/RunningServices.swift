import ServiceLifecycle

/// Runs `body` beside services, which are cancelled afterwards.
func withRunning(_ services: [any Service], _ body: () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for service in services { group.addTask { try await service.run() } }
        try await body()
        group.cancelAll()
    }
}
