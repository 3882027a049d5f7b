import Domain
import Events
import Postgres
import Redis
import ServiceLifecycle
import TestSupport
import Testing

@testable import CommandAPI
@testable import QueryAPI

@Suite("Publisher")
struct PublisherTests {
    @Test("whatever commits side by side is numbered without holes, and nothing before what it followed")
    func concurrentCommitters() async throws {
        try await LogFixture.run { fixture, _ in
            let wake = PublisherWake()
            let client = fixture.client()
            let publisher = fixture.publisher(client, wake: wake)
            try await withRunning([client, publisher]) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for writer in 1...6 {
                        group.addTask {
                            for _ in 0..<50 {
                                try await fixture.commit(.brand(BrandID(Int64(writer))), count: .random(in: 1...3))
                                wake.signal()
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                try await eventually("everything is numbered") { try await fixture.waiting() == 0 }
                try await expectContiguous(fixture)
                let disorder = try await fixture.database.one(
                    """
                    SELECT count(*) FROM (
                        SELECT id, lag(id) OVER (PARTITION BY payload ORDER BY position) AS before FROM events
                    ) AS writers WHERE id < before
                    """, as: Int.self)
                #expect(disorder == 0)
                #expect(publisher.statistics.isLeading)
            }
        }
    }

    @Test("two publishers: one leads, and when its session is killed the log goes on without a hole")
    func takeOver() async throws {
        try await LogFixture.run { fixture, _ in
            let client = fixture.client()
            let publishers = [fixture.publisher(client), fixture.publisher(client)]
            try await withRunning([client] + publishers) {
                for round in 1...5 {
                    try await eventually("one leads") {
                        publishers.count { $0.statistics.isLeading } == 1
                    }
                    try await fixture.commit(count: 3)
                    try await fixture.killLeader()
                    try await eventually("all is numbered in round \(round)") { try await fixture.waiting() == 0 }
                }
                try await expectContiguous(fixture)
                #expect(try await fixture.head() == 15)
                #expect(publishers.map(\.statistics.term).reduce(0, +) >= 2)
            }
        }
    }

    @Test("two that both believe to lead give no number twice")
    func rivals() async throws {
        try await LogFixture.run { fixture, _ in
            try await fixture.commit(count: 400)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await fixture.database.withConnection { connection in
                            let numbering = Numbering(connection: connection)
                            for _ in 0..<20 {
                                try await fixture.commit(count: 5)
                                _ = try await numbering.number()
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await fixture.waiting() == 0)
            try await expectContiguous(fixture)
        }
    }

    @Test("a batch tells its horizon only when nothing waits behind it, and never past a transaction under way")
    func horizon() async throws {
        try await LogFixture.run { fixture, _ in
            try await fixture.commit(count: Numbering.batchLimit + 1)
            try await fixture.database.withConnection { connection in
                let numbering = Numbering(connection: connection)
                let full = try await numbering.number()
                #expect(full.isFull && full.message.horizon == nil)
                #expect(full.message.events.count == Numbering.batchLimit)
                let rest = try await numbering.number()
                #expect(rest.message.events.map(\.position) == [Int64(Numbering.batchLimit) + 1])
                #expect(rest.message.horizon != nil)
                try await fixture.database.transaction { transaction in
                    let xid = try await transaction.xid()
                    #expect(try #require(try await numbering.look().heartbeat.horizon) <= xid)
                    try await fixture.commit()
                    #expect(try await numbering.look().heartbeat.horizon == nil)
                    #expect(try #require(try await numbering.number().message.horizon) <= xid)
                }
                let xid = try await fixture.commit()
                _ = try await numbering.number()
                // What the batch's own transaction held back, a heartbeat tells; other databases' transactions may too.
                try await eventually("the horizon passes it") {
                    try await numbering.look().heartbeat.horizon.map { $0 > xid } ?? false
                }
            }
        }
    }

    @Test("without Redis events are numbered all the same")
    func withoutRedis() async throws {
        try await LogFixture.run { fixture, server in
            server.kill()
            let client = fixture.client()
            let publisher = fixture.publisher(client)
            try await withRunning([client, publisher]) {
                try await fixture.commit(count: 3)
                try await eventually("they are numbered") { try await fixture.head() == 3 }
            }
        }
    }

    @Test("a follower's commit wakes the leader over Redis")
    func wakesLeader() async throws {
        try await LogFixture.run { fixture, _ in
            let client = fixture.client()
            let wakes = [PublisherWake(), PublisherWake()]
            let publishers = wakes.map { fixture.publisher(client, wake: $0) }
            try await withRunning([client] + publishers) {
                try await eventually("one leads") { publishers.contains { $0.statistics.isLeading } }
                for _ in 0..<10 {
                    let xid = try await fixture.commit()
                    for (wake, publisher) in zip(wakes, publishers) where !publisher.statistics.isLeading {
                        wake.signal()
                    }
                    try await eventually("transaction \(xid) is numbered") { try await fixture.waiting() == 0 }
                }
            }
        }
    }

    @Test("a leader that is told to stop numbers what waits, and the next one takes over at once")
    func handsOver() async throws {
        try await LogFixture.run { fixture, _ in
            let client = fixture.client()
            let first = fixture.publisher(client)
            let second = fixture.publisher(client)
            try await withRunning([client]) {
                let group = ServiceGroup(services: [first], logger: .quiet)
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask { try await group.run() }
                    try await eventually("it leads") { first.statistics.isLeading }
                    try await fixture.commit(count: Numbering.batchLimit * 3)
                    await group.triggerGracefulShutdown()
                    try await tasks.waitForAll()
                }
                #expect(try await fixture.waiting() == 0)
                try await withRunning([second]) {
                    try await eventually("the next one leads") { second.statistics.isLeading }
                    try await fixture.commit()
                    try await eventually("and numbers") { try await fixture.waiting() == 0 }
                }
                try await expectContiguous(fixture)
            }
        }
    }

    @Test("expired events go from the log's beginning, and the head says so")
    func retention() async throws {
        try await LogFixture.run { fixture, _ in
            try await fixture.commit(count: 10)
            try await fixture.database.withConnection { _ = try await Numbering(connection: $0).number() }
            try await fixture.consume()
            try await fixture.commit()
            // The fifth is older than the fourth, which is young: what follows a young one stays.
            try await fixture.database.execute(
                "UPDATE events SET created_at = now() - interval '8 days' WHERE position <= 3 OR position = 5")
            var settings = Housekeeping.Settings()
            settings.batchLimit = 2
            let housekeeping = Housekeeping(
                database: fixture.database, settings: settings, logger: .quiet, isLeading: { true })
            await housekeeping.round()
            #expect(try await fixture.database.one("SELECT pruned_to FROM event_head", as: Int64.self) == 3)
            #expect(try await fixture.database.one("SELECT min(position) FROM events", as: Int64.self) == 4)
            #expect(try await fixture.waiting() == 1)
        }
    }

    @Test("what people were told of outlives the log's retention, and goes by its own; what a projection needs stays")
    func notificationRetention() async throws {
        try await LogFixture.run { fixture, _ in
            try await fixture.commit(count: 4)
            try await fixture.database.withConnection { _ = try await Numbering(connection: $0).number() }
            try await fixture.database.execute(
                """
                UPDATE events SET created_at = now() - interval '8 days',
                    kind = CASE WHEN position IN (1, 3) THEN 'order.placed' ELSE kind END
                """)
            try await fixture.database.execute(
                "UPDATE events SET created_at = now() - interval '91 days' WHERE position = 3")
            let housekeeping = Housekeeping(
                database: fixture.database, logger: .quiet, isLeading: { true })
            await housekeeping.round()
            #expect(try await fixture.database.one("SELECT pruned_to FROM event_head", as: Int64.self) == 0)
            try await fixture.consume()
            await housekeeping.round()
            #expect(try await fixture.database.one("SELECT pruned_to FROM event_head", as: Int64.self) == 4)
            #expect(try await fixture.database.query("SELECT position FROM events", as: Int64.self) == [1])
        }
    }

    private func expectContiguous(_ fixture: LogFixture) async throws {
        let (count, highest, distinct) = try await fixture.database.one(
            "SELECT count(*), coalesce(max(position), 0), count(DISTINCT position) FROM events",
            as: (Int64, Int64, Int64).self)
        #expect(count == highest && count == distinct)
        #expect(try await fixture.head() == highest)
    }
}
