import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Metrics", .serialized)
    struct Metrics {}
}

extension EndToEnd.Metrics {
    /// A row of the table in docs/operations.md: its daemons, and what is documented of the metric.
    private struct Documented: Hashable {
        let name: String
        let type: String
        let labels: [String]
    }

    @Test("what the documents list and what both daemons show are the same, with types and labels")
    func documented() async throws {
        try await withShop { running in
            let product = try await running.shop.newProduct(admin: running.admin, stock: 3)
            let customer = try await running.shop.newCustomer()
            _ = try await running.shop.addToCart(product, customer: customer)
            _ = try await running.shop.placeOrder(customer)
            _ = try await running.shop.get("/api/products/\(product)/")
            for host in [Host.command, .query] {
                let documented = try Self.documented(for: host.executable)
                let exposition = try await Self.metrics(of: host, running)
                let shown = Set(exposition.families.values.map { Documented(name: $0.name, type: $0.type, labels: []) })
                #expect(shown == Set(documented.map { Documented(name: $0.name, type: $0.type, labels: []) }))
                for row in documented {
                    for sample in exposition.families[row.name]?.samples ?? [] {
                        let labels = Set(sample.labels.keys).subtracting(["le"])
                        #expect(labels == Set(row.labels), "\(sample.name)")
                    }
                }
                for family in exposition.families.values {
                    #expect(!family.help.isEmpty && family.help != "Recorded without a description.", "\(family.name)")
                }
            }
        }
    }

    @Test("the figures are those of what happened")
    func figures() async throws {
        try await withShop { running in
            let shop = running.shop
            let product = try await shop.newProduct(admin: running.admin, stock: 100)
            let customer = try await shop.newCustomer()
            let socket = try await shop.socket("/ws/orders/", of: customer)
            _ = try await shop.addToCart(product, customer: customer)
            _ = try await shop.placeOrder(customer)
            _ = try await socket.next(type: "order.placed")
            for _ in 0..<5 { _ = try await shop.get("/api/products/\(product)/") }
            let requests = "tandem_http_request_duration_seconds_count"
            let labels = ["route": "/api/products/{reference}", "method": "GET", "status": "2xx"]
            // A request is counted after its answer; a machine that stands still leaves the log and Redis for a moment.
            let query = try await eventualValue("query-api has counted the reads, and is at ease") {
                let query = try await Self.metrics(of: .query, running)
                let isAtEase =
                    query.value("tandem_events_mode", ["mode": "live"]) == 1
                    && query.value("tandem_redis_available") == 1
                return isAtEase && query.value(requests, labels) == 5 ? query : nil
            }
            #expect(query.value("tandem_sockets_open", ["endpoint": "/ws/orders"]) == 1)
            #expect((query.value("tandem_socket_messages_sent_total") ?? 0) >= 2)
            #expect((query.value("tandem_cache_answers_total", ["outcome": "hit"]) ?? 0) >= 4)
            let orders = ["route": "/api/orders/create", "method": "POST", "status": "2xx"]
            let command = try await eventualValue("command-api has counted the order") {
                let command = try await Self.metrics(of: .command, running)
                return command.value(requests, orders) == 1 ? command : nil
            }
            #expect(command.value("tandem_publisher_leading") == 1)
            #expect((command.value("tandem_publisher_events_total") ?? 0) >= 3)
            let position = try #require(command.value("tandem_events_head_position"))
            try await eventually("query-api has applied all events") {
                try await Self.metrics(of: .query, running).value("tandem_events_applied_position") ?? 0 >= position
            }
        }
    }

    private static func metrics(of host: Host, _ running: RunningShop) async throws -> Exposition {
        let setting = host == .command ? "COMMAND_MANAGEMENT_BIND" : "QUERY_MANAGEMENT_BIND"
        let address = try #require(running.stack.environment[setting])
        let text = try await Shop(command: address, query: address).get("/metrics").body
        return try Exposition(bytes: text)
    }

    /// The rows of the table of metrics: `` | `name` | type | labels | daemons | meaning | ``.
    private static func documented(for daemon: String) throws -> Set<Documented> {
        let document = try String(
            contentsOf: Stack.repository.appending(path: "docs/operations.md"), encoding: .utf8)
        let section = document.components(separatedBy: "\n## Metrics\n").last?.components(separatedBy: "\n## ").first
        let rows = try #require(section).split(separator: "\n").compactMap { line -> Documented? in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 5, cells[0].hasPrefix("`"), ["both", daemon].contains(cells[3]) else { return nil }
            let labels = cells[2].split(separator: ",").map {
                $0.trimmingCharacters(in: .whitespaces.union(["`", "–"]))
            }
            return Documented(
                name: cells[0].trimmingCharacters(in: ["`"]), type: cells[1], labels: labels.filter { !$0.isEmpty })
        }
        return Set(rows)
    }
}
