import Domain
import HTTPTypes
import HummingbirdTesting
import JSON
import Postgres
import TestSupport
import Testing

@testable import CommandAPI

@Suite("Admin: the dashboard")
struct DashboardTests {
    /// The dashboard once the log is numbered and consumed, as the publisher has it done.
    private func dashboard(_ host: AdminHost, _ query: String = "") async throws -> JSONValue {
        try await host.database.withConnection { _ = try await Numbering(connection: $0).number() }
        try await Projection.consumeAll(on: host.database)
        return try await host.send(.get, "dashboard/\(query)").json
    }

    @Test("sales, cancellations, people and products are counted as they are at this moment")
    func figures() async throws {
        try await AdminHost.with { host in
            let category = try await host.makeCategory("Shoes")
            let boots = try await host.makeProduct("Boots", category: category, stock: 20).id
            let clogs = try await host.makeProduct("Clogs", category: category, stock: 6).id
            _ = try await host.makeProduct("Sold out", category: category, stock: 0)
            _ = try await host.makeProduct("Hidden", category: category, stock: 0, more: #","is_active":false"#)
            let first = try await host.placeOrder(of: boots, quantity: 3)
            let second = try await host.placeOrder(of: clogs, quantity: 2)
            let third = try await host.placeOrder(of: boots, quantity: 1)
            try await host.write(.patch, "orders/\(second)/status/", #"{"status":"shipped"}"#)
            try await host.write(.patch, "orders/\(third)/status/", #"{"status":"cancelled"}"#)

            let shown = try await dashboard(host)
            #expect(shown["users"]?["total"]?.integerValue == 3)
            #expect(shown["users"]?["new_7_days"]?.integerValue == 3)
            #expect(shown["products"]?["total"]?.integerValue == 4)
            #expect(shown["products"]?["active"]?.integerValue == 3)
            #expect(shown["products"]?["out_of_stock"]?.integerValue == 1)
            #expect(shown["products"]?["low_stock"]?.integerValue == 2)
            #expect(shown["low_stock"]?.arrayValue?.map { $0["name"]?.stringValue } == ["Sold out", "Clogs"])
            #expect(shown["orders"]?["total"]?.integerValue == 3)
            let statuses = try JSONParser.parse(#"{"pending":1,"shipped":1,"delivered":0,"cancelled":1}"#.utf8)
            #expect(shown["orders"]?["by_status"] == statuses)
            let today = try JSONParser.parse(#"{"orders":3,"cancelled":1,"revenue":"50.00"}"#.utf8)
            #expect(shown["today"] == today)
            #expect(shown["period"]?["revenue"] == .string("50.00"))
            #expect(shown["period"]?["average_order"] == .string("25.00"))
            #expect(shown["revenue_by_day"]?.arrayValue?.count == 30)
            #expect(shown["revenue_by_day"]?.arrayValue?.last?["revenue"] == .string("50.00"))
            #expect(shown["top_products"]?.arrayValue?.map(\.id) == [boots, clogs])
            #expect(shown["top_products"]?.arrayValue?.first?["units"]?.integerValue == 3)
            #expect(shown["recent_orders"]?.arrayValue?.map(\.id) == [third, second, first].map(\.rawValue))

            let week = try await dashboard(host, "?days=7")
            #expect(week["period"]?["days"]?.integerValue == 7)
            #expect(week["revenue_by_day"]?.arrayValue?.count == 7)
            #expect(week["top_products"] == shown["top_products"])
        }
    }

    @Test("a shop without orders has zeros")
    func empty() async throws {
        try await AdminHost.with { host in
            let shown = try await dashboard(host, "?days=1")
            #expect(shown["orders"]?["total"]?.integerValue == 0)
            #expect(shown["period"]?["average_order"] == .string("0.00"))
            #expect(shown["period"]?["from"] == shown["period"]?["to"])
            #expect(shown["top_products"] == .array([]))
        }
    }

    @Test("its period is 1 to 366 days, and only admins see it")
    func refusals() async throws {
        try await AdminHost.with { host in
            for days in ["0", "367", "x", "-1"] {
                let refused = try await host.send(.get, "dashboard/?days=\(days)")
                #expect(refused.status == .unprocessableContent)
            }
            #expect(try await host.send(.get, "dashboard/?days=366").status == .ok)
            #expect(try await host.send(.get, "dashboard/", role: .customer).status == .forbidden)
        }
    }

    @Test("it waits for the figures of what was committed before, but not for long when nobody publishes")
    func waits() async throws {
        try await AdminHost.with { host in
            let category = try await host.makeCategory("Shoes")
            let boots = try await host.makeProduct("Boots", category: category).id
            _ = try await host.placeOrder(of: boots, quantity: 1)
            let unpublished = try await host.send(.get, "dashboard/").json
            #expect(unpublished["orders"]?["total"]?.integerValue == 0)
            async let shown = AwaitFigures(deadline: .seconds(60)).run(on: host.database)
            try await host.database.withConnection { _ = try await Numbering(connection: $0).number() }
            try await Projection.consumeAll(on: host.database)
            try await shown
        }
    }

    @Test("counts of people and products survive being summed up")
    func tallies() async throws {
        try await AdminHost.with { host in
            let category = try await host.makeCategory("Shoes")
            let boots = try await host.makeProduct("Boots", category: category).id
            try await host.write(.patch, "products/\(boots)/", #"{"is_active":false}"#)
            let before = try await dashboard(host)
            await Housekeeping(database: host.database, logger: .quiet, isLeading: { true }).round()
            let after = try await dashboard(host)
            #expect(after["users"] == before["users"] && after["products"] == before["products"])
            #expect(after["products"]?["active"]?.integerValue == 0)
            #expect(try await host.database.one("SELECT count(*) FROM tallies", as: Int.self) == 4)
        }
    }
}
