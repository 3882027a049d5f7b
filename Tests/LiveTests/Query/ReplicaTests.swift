import Domain
import Events
import HTTPTypes
import JSON
import Postgres
import Synchronization
import TestSupport
import Testing
import WebAPI

@testable import QueryAPI

@Suite("Misses read from a streaming replica", .serialized)
struct ReplicaTests {
    @Test("the replica answers what it knows enough of; what it lacks, or fails at, is read from the primary")
    func lagging() async throws {
        // Longer than what is to be cancelled before, and than a busy machine stands still.
        try await ReplicatedShop.run(patience: .seconds(60)) { shop in
            try await shop.untilReplicaAnswers()
            try await shop.pauseReplay()
            try await Self.expectWhatStandsStill(shop)
            try await Self.expectWhatHasChanged(shop)
            try await Self.expectOwnWrites(shop)
            try await shop.resumeReplay()
            try await Self.expectReplicaUsed(shop)
            try await Self.expectConflictSolved(shop)
            try await Self.expectMistakesRefused(shop)
        }
    }

    @Test("while the replica hangs, is gone or is promoted, everything is answered, and nobody is sent there")
    func away() async throws {
        try await ReplicatedShop.run { shop in
            try await shop.untilReplicaAnswers()
            shop.proxy.set(.swallowAnswers)
            #expect(try await shop.readCold().status == 200)
            try await Self.expectPrimaryAlone(shop)
            shop.proxy.set(.forward)
            try await shop.untilReplicaAnswers()

            shop.standby.kill()
            #expect(try await shop.readCold().status == 200)
            try await Self.expectPrimaryAlone(shop)
            try await shop.standby.start()
            try await shop.untilReplicaAnswers()

            try await shop.standby.execute("SELECT pg_promote()")
            try await Self.expectPrimaryAlone(shop)
        }
    }
}

extension ReplicaTests {
    /// No event tells of the new name: who shows the old one has asked the replica.
    private static func expectWhatStandsStill(_ shop: ReplicatedShop) async throws {
        try await shop.primary.execute("UPDATE brands SET name = 'Silent' WHERE id = 2")
        #expect(try await shop.host.get("/api/brands/globex/").json["name"]?.stringValue == "Globex")
        #expect(try await shop.host.get("/api/brands/").text.contains("Globex"))
    }

    private static func expectWhatHasChanged(_ shop: ReplicatedShop) async throws {
        let behind = shop.count(.replicaBehind)
        try await shop.host.setPrice(1, to: 100)
        #expect(try await shop.host.get("/api/products/1/").text.contains("\"price\":\"1.00\""))
        #expect(shop.count(.replicaBehind) == behind + 1)
        #expect(try await shop.host.get("/api/products/?ordering=price").ids == [1, 4, 3, 2, 6])
        #expect(shop.count(.replicaBehind) == behind + 2)
        try await shop.host.change(
            .brand(BrandID(3)), "INSERT INTO brands (id, name, slug) VALUES (3, 'New', 'new')")
        for path in ["new", "3"] {
            #expect(try await shop.host.get("/api/brands/\(path)/").status == 200, "\(path)")
        }
    }

    /// With `X-Read-After`, before the write is applied here and afterwards.
    private static func expectOwnWrites(_ shop: ReplicatedShop) async throws {
        for cents in [200, 300] {
            let xid = try await shop.host.commit(
                SampleShop.changed(1, [.price]), "UPDATE products SET price = \(cents) WHERE id = 1")
            let headers: HTTPFields = [.readAfter: ReadAfter(xid: xid).text]
            let price = "\"price\":\"\(cents / 100).00\""
            #expect(try await shop.host.get("/api/products/1/", headers: headers).text.contains(price))
            try await eventually("it is applied") { shop.host.levels.validity.hasApplied(transaction: xid) }
            #expect(try await shop.host.get("/api/products/1/", headers: headers).text.contains(price))
            let list = "/api/products/?page_size=\(cents / 10)"
            #expect(try await shop.host.get(list, headers: headers).text.contains(price))
        }
    }

    /// Also for what has changed since.
    private static func expectReplicaUsed(_ shop: ReplicatedShop) async throws {
        try await shop.host.setPrice(1, to: 400)
        try await shop.untilReplicaCaughtUp()
        let primaryReads = shop.count(.primaryReads)
        #expect(try await shop.host.get("/api/products/1/").text.contains("\"price\":\"4.00\""))
        #expect(shop.count(.primaryReads) == primaryReads)
    }

    /// Replaying a change of a table ends whoever reads it.
    private static func expectConflictSolved(_ shop: ReplicatedShop) async throws {
        let outcomes = Mutex<[SQLState?]>([])
        let failures = shop.count(.replicaFailures)
        async let reading = shop.host.context.fills.read(.cached) { database in
            do {
                let position = try await database.one(slowOnStandby, as: Int64.self)
                outcomes.withLock { $0.append(nil) }
                return Stamped(position, basis: [])
            } catch let error as PostgresError {
                outcomes.withLock { $0.append(error.sqlState) }
                throw error
            }
        }
        try await eventually("it reads") {
            try await shop.standby.holds("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep')")
        }
        try await shop.primary.execute("ALTER TABLE brands ADD COLUMN motto text")
        _ = try await reading
        #expect(outcomes.withLock(\.self) == [.serializationFailure, nil])
        #expect(shop.count(.replicaFailures) == failures + 1)
    }

    private static let slowOnStandby: Statement = """
        SELECT position FROM event_head, brands, pg_sleep(CASE WHEN pg_is_in_recovery() THEN 3600 ELSE 0 END) LIMIT 1
        """

    private static func expectMistakesRefused(_ shop: ReplicatedShop) async throws {
        let itself = ReplicatedShop.configuration(shop.primary.url + "?target_session_attrs=any")
        await #expect(throws: ReadReplica.Unfit.noStandby) {
            try await ReadReplica(itself, scanConnections: 1, primary: shop.host.fixture.database, logger: .quiet)
                .examine()
        }
        try await withTestDatabase { other, _ in
            let replica = ReadReplica(
                ReplicatedShop.configuration(shop.standby.url), scanConnections: 1, primary: other, logger: .quiet)
            await #expect(throws: ReadReplica.Unfit.anotherDatabase) { try await replica.examine() }
        }
    }

    private static func expectPrimaryAlone(_ shop: ReplicatedShop) async throws {
        try await eventually("the replica counts as away") { shop.replica.database == nil && shop.replica.scans == nil }
        let before = (shop.count(.replicaReads), shop.count(.replicaFailures), shop.count(.primaryReads))
        for _ in 0..<20 { #expect(try await shop.readCold().status == 200) }
        #expect(shop.count(.replicaReads) == before.0 && shop.count(.replicaFailures) == before.1)
        #expect(shop.count(.primaryReads) >= before.2 + 20)
    }
}
