import JSON
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Traces", .serialized)
    struct Traces {}
}

extension EndToEnd.Traces {
    @Test("one trace id leads from a request, through both daemons' logs, to the socket that was told")
    func followed() async throws {
        try await withShop(environment: ["LOG_FORMAT": "json"]) { running in
            let shop = running.shop
            let product = try await shop.newProduct(admin: running.admin, stock: 100)
            let customer = try await shop.newCustomer()
            let socket = try await shop.socket("/ws/orders/", of: customer)
            let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
            for traceparent in ["00-\(trace)-00f067aa0ba902b7-01", nil] {
                _ = try await shop.addToCart(product, customer: customer)
                let placed = try await shop.post(
                    "/api/orders/create/", token: customer.access, json: "{}",
                    headers: traceparent.map { [("traceparent", $0)] } ?? [])
                #expect(placed.status == 201)
                let position = try #require(try await socket.next(type: "order.placed")["id"]?.integerValue)
                let request = try await running.command.line("the request") {
                    $0["message"]?.stringValue == "request" && $0["path"]?.stringValue == "/api/orders/create/"
                        && (traceparent == nil) == ($0["trace_id"]?.stringValue != trace)
                }
                let delivered = try await running.query.line("the delivery") {
                    $0["message"]?.stringValue == "event delivered" && $0["position"]?.stringValue == "\(position)"
                }
                #expect(delivered["trace_id"] == request["trace_id"] && delivered["span_id"] == request["span_id"])
                #expect(delivered["sockets"]?.stringValue == "1" && delivered["kind"]?.stringValue == "order.placed")
                #expect(request["span_id"]?.stringValue != "00f067aa0ba902b7")
            }
        }
    }
}

extension DaemonProcess {
    /// The first line of the log, each of which is a JSON object, that fits.
    fileprivate func line(_ what: String, where fits: (JSONValue) -> Bool) async throws -> JSONValue {
        try await eventualValue("\(what) is in the log of \(name)") {
            output.split(separator: "\n").lazy.compactMap { try? JSONParser.parse(Array($0.utf8)) }.first(where: fits)
        }
    }
}
