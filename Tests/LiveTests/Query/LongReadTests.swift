import Postgres
import TestSupport
import Testing

@testable import QueryAPI

@Suite("Long reads")
struct LongReadTests {
    @Test("lists, searches and facets that get nowhere leave orders and carts as they are")
    func leaveOthersAlone() async throws {
        try await QueryHost.run { host, _ in
            try await host.fixture.database.execute(
                "INSERT INTO users (id, email, email_key, password_hash) VALUES (1, 'a@b.c', 'a@b.c', '')")
            try await withThrowingTaskGroup { group in
                // Lists need the table; orders do not.
                try await host.fixture.database.transaction { transaction in
                    try await transaction.execute("LOCK TABLE products IN ACCESS EXCLUSIVE MODE")
                    for place in 1...4 {
                        group.addTask { _ = try await host.get("/api/products/?min_price=\(place)") }
                        group.addTask { _ = try await host.get("/api/products/?search=word\(place)") }
                        group.addTask { _ = try await host.get("/api/products/facets/?min_price=\(place)") }
                    }
                    let doors = host.context.longReads
                    try await eventually("all long reads that may run do") {
                        [doors.lists, doors.searches, doors.facets].map(\.statistics.running) == [2, 2, 1]
                    }
                    #expect(try await host.get("/api/orders/", user: 1).status == 200)
                    #expect(try await host.get("/api/auth/profile/", user: 1).status == 200)
                    #expect(doors.lists.statistics.running == 2)
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("a long read that takes too long does not tell that PostgreSQL is away; a quick one does")
    func breakers() async throws {
        try await withTestDatabase(configure: { $0.statementDeadline = .seconds(1) }) { database, _ in
            let long = ReadLimiter(database, limits: ReadLimiter.Limits(areQuick: false))
            try await failOften(long)
            try await long.read { try await $0.execute("SELECT 1") }
            #expect(long.statistics.refusedAway == 0)
            let quick = ReadLimiter(database, limits: ReadLimiter.Limits(areQuick: true))
            // A while later one of them would be let through again, to try.
            try await eventually("it is refused") {
                try await failOften(quick)
                _ = try? await quick.read { try await $0.execute("SELECT 1") }
                return quick.statistics.refusedAway == 1
            }
        }
    }

    private func failOften(_ limiter: ReadLimiter) async throws {
        for _ in 0..<ReadBreaker.failuresToOpen {
            await #expect(throws: PostgresError.deadlineExceeded) {
                try await limiter.read { try await $0.execute("SELECT pg_sleep(10)") }
            }
        }
    }
}
