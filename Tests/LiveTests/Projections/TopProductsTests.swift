import Domain
import Postgres
import TestSupport
import Testing

@testable import CommandAPI

@Suite("Dashboard: what sold best")
struct TopProductsTests {
    @Test("of any period it is what a scan of its orders says, whichever sums are kept")
    func anyPeriod() async throws {
        try await withTestDatabase { database, _ in
            let book = try await BookOfOrders(on: database)
            var random = SeededGenerator(seed: 11)
            for _ in 0..<60 {
                let order = try await book.place(daysAgo: .random(in: 0...380, using: &random), by: &random)
                if Int.random(in: 0..<4, using: &random) == 0 { try await book.move(order, to: .cancelled) }
            }
            try await book.settle()
            try await expectScanned(database)
            try await database.execute("UPDATE recent_periods SET through = through - 1")
            try await expectScanned(database)
        }
    }

    private func expectScanned(_ database: Database) async throws {
        for days in [1, 2, 7, 8, 18, 19, 30, 60, 61, 90, 200, 300, 365, 366] {
            let shown = try await ShowDashboard(days: days, lowStock: 5).run(on: database).topProducts
            let scanned = try await database.query(
                """
                SELECT product_id, sum(quantity)::bigint, sum(price * quantity)::bigint AS revenue
                FROM orders JOIN order_items ON order_id = orders.id
                WHERE status <> 'cancelled'
                    AND (created_at AT TIME ZONE 'UTC')::date > (now() AT TIME ZONE 'UTC')::date - \(Int32(days))
                GROUP BY product_id
                ORDER BY revenue DESC, product_id
                """, as: (ProductID, Int, Int64).self)
            #expect(shown.map(\.id) == scanned.map(\.0), "\(days) days")
            #expect(shown.map(\.units) == scanned.map(\.1), "\(days) days")
            #expect(shown.map(\.revenue.minorUnits) == scanned.map(\.2), "\(days) days")
        }
    }
}
