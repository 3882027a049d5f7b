import Domain
import Events
import Foundation
import Postgres
import TestSupport
import Testing

@testable import CommandAPI

@Suite("Projections: invoices and sales figures")
struct ProjectionTests {
    private struct Crash: Error {}

    @Test("however orders, steps, crashes and rivals interleave, all is as a full scan says", arguments: 0..<4)
    func anyInterleaving(round: Int) async throws {
        let seed = UInt64.random(in: 0 ... .max)
        try await withTestDatabase(configure: { $0.transactionConnections = 6 }) { database, _ in
            let book = try await BookOfOrders(on: database)
            var random = SeededGenerator(seed: seed)
            var orders: [OrderID] = []
            for _ in 0..<120 {
                switch Int.random(in: 0..<12, using: &random) {
                case 0..<4:
                    let days = Int.random(in: 0...400, using: &random)
                    orders.append(try await book.place(daysAgo: days, by: &random))
                case 4..<7:
                    guard let order = orders.randomElement(using: &random) else { continue }
                    let status = OrderStatus.allCases.randomElement(using: &random) ?? .shipped
                    try await book.move(order, to: status)
                case 7, 8: try await book.number()
                case 9: try await crash(Projection.all.randomElement(using: &random), on: database)
                case 10: try await rivals(on: database)
                default: try await moveClock(on: database, by: &random)
                }
            }
            try await book.settle()
            try await book.expectExact("seed \(seed)")
        }
    }

    private func crash(_ projection: Projection?, on database: Database) async throws {
        do {
            try await database.transaction { transaction in
                _ = try await projection?.step(on: transaction)
                throw Crash()
            }
        } catch is Crash {}
    }

    /// Two runners at once, each with every projection.
    private func rivals(on database: Database) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for projection in Projection.all + Projection.all {
                group.addTask { _ = try await projection.step(on: database) }
            }
            try await group.waitForAll()
        }
    }

    /// As if the clock had stood: the periods ended some days ago, and perhaps move on to today.
    private func moveClock(on database: Database, by random: inout SeededGenerator) async throws {
        let days = Int32.random(in: 0...60, using: &random)
        try await database.transaction { transaction in
            try await transaction.execute("SELECT FROM projections WHERE name = 'sales_figures' FOR UPDATE")
            try await transaction.execute("UPDATE recent_periods SET through = through - \(days)")
            try await transaction.execute("DELETE FROM recent_product_figures")
            try await transaction.execute(
                """
                INSERT INTO recent_product_figures
                SELECT days, product_id, sum(units), sum(revenue) FROM daily_product_figures, recent_periods
                WHERE day BETWEEN through - days + 1 AND through GROUP BY days, product_id
                """)
        }
        if Bool.random(using: &random) { try await RecentPeriods.advance(on: database) }
    }

    @Test("a full batch is followed by the rest, and a position told twice consumes nothing twice")
    func batches() async throws {
        try await withTestDatabase { database, _ in
            let book = try await BookOfOrders(on: database)
            var random = SeededGenerator(seed: 7)
            try await book.place(daysAgo: 0, by: &random)
            try await database.transaction { transaction in
                let changes = Array(repeating: RecordedChange(.brand(BrandID(1))), count: Projection.batchLimit)
                try await transaction.record(changes)
            }
            let last = try await book.place(daysAgo: 0, by: &random)
            try await book.number()
            let first = try await Projection.invoices.step(on: database)
            #expect(first.consumed == Projection.batchLimit && !first.isCaughtUp)
            let second = try await Projection.invoices.step(on: database)
            #expect(second.consumed == 2 && second.isCaughtUp)
            #expect(try await Projection.invoices.step(on: database).consumed == 0)
            let sequence = try await database.one(
                "SELECT sequence FROM invoices WHERE order_id = \(last)", as: Int64.self)
            #expect(sequence == 2)
            // As after a restore of this one table: who has a number keeps it.
            try await database.execute("UPDATE projections SET position = 0 WHERE name = 'invoices'")
            try await book.settle()
            try await book.expectExact("told twice")
        }
    }

    @Test("who is billed stays as it was when the invoice was issued")
    func frozenCustomer() async throws {
        try await withTestDatabase { database, _ in
            let book = try await BookOfOrders(on: database)
            var random = SeededGenerator(seed: 7)
            let order = try await book.place(daysAgo: 0, by: &random)
            try await book.settle()
            try await database.execute("UPDATE users SET name = 'Bob'")
            let name = try await database.one(
                "SELECT customer_name FROM invoices WHERE order_id = \(order)", as: String.self)
            #expect(name == "Ann")
        }
    }

    @Test("the migration counts what the log had told by then, and leaves the rest to the projections")
    func migration() async throws {
        try await withTestDatabase(.empty) { database, url in
            let configuration = DatabaseConfiguration(url: url)
            let old = FileManager.default.temporaryDirectory.appending(path: "tandem-old-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: old) }
            try FileManager.default.createDirectory(at: old, withIntermediateDirectories: true)
            let files = try FileManager.default.contentsOfDirectory(atPath: TestDatabase.migrationsDirectory)
            for file in files where !file.hasPrefix("0004") {
                try FileManager.default.copyItem(
                    atPath: "\(TestDatabase.migrationsDirectory)/\(file)", toPath: old.appending(path: file).path)
            }
            try await Migrations(directory: old.path).apply(to: configuration, logger: .quiet)

            let book = try await BookOfOrders(on: database)
            var random = SeededGenerator(seed: 42)
            var orders: [OrderID] = []
            for place in 0..<40 {
                if place == 25 { try await book.number() }
                orders.append(try await book.place(daysAgo: place * 11, by: &random))
                try await book.move(orders[place / 2], to: place.isMultiple(of: 3) ? .cancelled : .shipped)
            }
            try await Migrations(directory: TestDatabase.migrationsDirectory).apply(to: configuration, logger: .quiet)
            #expect(try await database.one("SELECT count(*) FROM invoices", as: Int.self) == 25)
            try await book.move(orders[39], to: .cancelled)
            try await book.settle()
            try await book.expectExact("migrated")
        }
    }

    @Test("an order has its invoice as soon as its event is published, and the runner tells how far it is")
    func runner() async throws {
        try await LogFixture.run { fixture, _ in
            let client = fixture.client()
            let (wake, projectionWake) = (PublisherWake(), ProjectionWake())
            let publisher = Publisher(
                database: fixture.database, redis: client, redisConfiguration: fixture.redis, wake: wake, logger: .quiet
            ) { projectionWake.signal() }
            // It would look by itself too late for this test.
            var settings = ProjectionPace.Settings()
            settings.poll = .seconds(3_600)
            let runner = ProjectionRunner(
                database: fixture.database, wake: projectionWake, settings: settings, logger: .quiet
            ) { publisher.statistics.isLeading }
            try await withRunning([client, publisher, runner]) {
                let book = try await BookOfOrders(on: fixture.database)
                var random = SeededGenerator(seed: 1)
                for count in 1...3 {
                    let order = try await book.place(daysAgo: 0, by: &random)
                    wake.signal()
                    try await eventually("the order has its invoice") {
                        try await fixture.database.first(
                            "SELECT true FROM invoices WHERE order_id = \(order)", as: Bool.self) == true
                    }
                    try await eventually("the runner has caught up") {
                        let progress = runner.progress
                        return progress.count == Projection.all.count
                            && progress.values.allSatisfy { $0.isCaughtUp && $0.head == count }
                    }
                }
                try await book.expectExact("by the runner")
            }
        }
    }

    @Test("a projection that cannot go on is counted as failing, and holds up no other")
    func failing() async throws {
        try await LogFixture.run { fixture, _ in
            try await fixture.database.execute("DELETE FROM projections WHERE name = 'invoices'")
            let client = fixture.client()
            let (wake, projectionWake) = (PublisherWake(), ProjectionWake())
            let publisher = Publisher(
                database: fixture.database, redis: client, redisConfiguration: fixture.redis, wake: wake, logger: .quiet
            ) { projectionWake.signal() }
            let runner = ProjectionRunner(database: fixture.database, wake: projectionWake, logger: .quiet) {
                publisher.statistics.isLeading
            }
            #expect(runner.failures == ["invoices": 0, "sales_figures": 0])
            try await withRunning([client, publisher, runner]) {
                let book = try await BookOfOrders(on: fixture.database)
                var random = SeededGenerator(seed: 1)
                _ = try await book.place(daysAgo: 0, by: &random)
                wake.signal()
                try await eventually("the sales figures have the order, and the invoices were tried again") {
                    runner.progress["sales_figures"]?.position == 1 && runner.failures["invoices"] ?? 0 >= 2
                }
                #expect(runner.failures["sales_figures"] == 0)
                #expect(runner.progress["invoices"] == nil)
            }
        }
    }
}
