import Postgres
import ServiceLifecycle
import TestSupport
import Testing

@Suite("PostgreSQL: shutdown")
struct ShutdownTests {
    @Test("on graceful shutdown open transactions end, new ones are refused, and then the connections close")
    func graceful() async throws {
        try await withTestDatabase(.empty) { observer, url in
            var configuration = DatabaseConfiguration.patient(url: url)
            configuration.applicationName = "stopping"
            let database = Database(configuration, logger: .quiet)
            let group = ServiceGroup(services: [database], logger: .quiet)
            try await withThrowingTaskGroup { tasks in
                tasks.addTask { try await group.run() }
                try await eventually("it is connected") { database.statistics.transactionConnectionsIdle > 0 }
                let gate = try await Gate.closed(on: observer)
                tasks.addTask {
                    try await database.transaction { transaction in
                        try await transaction.execute("CREATE TABLE made_while_shutting_down ()")
                        _ = try await transaction.first(gate.wait, as: Bool.self)
                    }
                }
                try await eventually("it waits at the gate") {
                    try await observer.first(
                        """
                        SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
                        WHERE datname = current_database() AND NOT granted
                        """, as: Int.self) == 1
                }
                await group.triggerGracefulShutdown()
                try await eventually("transactions are refused") {
                    do {
                        try await database.transaction { _ in }
                        return false
                    } catch PostgresError.unavailable {
                        return true
                    }
                }
                try await gate.open()
                try await tasks.waitForAll()
            }
            let isThere = try await observer.first(
                "SELECT to_regclass('made_while_shutting_down') IS NOT NULL", as: Bool.self)
            #expect(isThere == true)
            await #expect(throws: PostgresError.unavailable) { try await database.execute("SELECT 1") }
            try await eventually("its sessions are gone") {
                try await observer.first(
                    """
                    SELECT count(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name = 'stopping'
                    """, as: Int.self) == 0
            }
        }
    }
}
