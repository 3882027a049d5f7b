import Foundation
import JSON
import NIOHTTP1
import TestSupport
import Testing

extension EndToEnd {
    @Suite("The daemons themselves", .serialized)
    struct Daemons {}
}

extension EndToEnd.Daemons {
    @Test("on SIGTERM both daemons close their sockets with 1012 and exit 0")
    func gracefulStop() async throws {
        try await withShop { running in
            let customer = try await running.shop.newCustomer()
            let socket = try await running.shop.socket("/ws/orders/", of: customer)
            #expect(try await running.query.end() == 0)
            #expect(try await socket.closeCode() == 1012)
            #expect(try await running.command.end() == 0)
        }
    }

    @Test("a second pair of daemons with other addresses runs beside the first, and sees its writes")
    func secondPair() async throws {
        try await withShop { running in
            var environment = running.stack.environment
            for name in ["COMMAND_BIND", "QUERY_BIND", "COMMAND_MANAGEMENT_BIND", "QUERY_MANAGEMENT_BIND"] {
                environment[name] = "127.0.0.1:\(try freePort())"
            }
            let command = try await running.stack.start(.command, environment: environment)
            let query = try await running.stack.start(.query, environment: environment)
            let beside = Shop(environment: environment)
            let product = try await beside.newProduct(admin: running.admin, name: "Beside", stock: 1)
            for shop in [running.shop, beside] {
                try await eventually("both query-apis show the product") {
                    try await shop.get("/api/products/\(product)/")["name"]?.stringValue == "Beside"
                }
            }
            // The publisher's lead goes over when its holder dies.
            try await running.command.end(by: SIGKILL)
            let changed = try await beside.patch(
                "/api/admin/products/\(product)/", token: running.admin.access, json: #"{"name":"Beside itself"}"#)
            #expect(changed.status == 200)
            try await eventually("the change is seen though the first publisher died") {
                try await running.shop.get("/api/products/\(product)/")["name"]?.stringValue == "Beside itself"
            }
            try await command.end()
            try await query.end()
        }
    }

    @Test("a bad setting stops the start with a sentence that names it", arguments: [Host.command, .query])
    func badSetting(host: Host) async throws {
        let stack = try await Stack.make()
        let result = try await stack.run(host, ["serve"], environment: [host.bindSetting: "nowhere"])
        #expect(result.status != 0)
        #expect(result.output.contains(host.bindSetting), "\(result.output)")
        await stack.tearDown(daemons: [])
    }

    @Test("every error is a problem document, the framework's own included", arguments: [Host.command, .query])
    func problems(host: Host) async throws {
        try await withShop { running in
            let cases: [(String, Int)] = [("/nowhere/", 404), ("/api/auth/profile/", 401), ("/%ff/", 404)]
            for (path, status) in cases {
                let method = host == .command && path == "/api/auth/profile/" ? "PATCH" : "GET"
                let answer = try await running.shop.send(
                    .RAW(value: method), host, path, json: method == "GET" ? nil : "{}")
                #expect(answer.status == status, "\(path)")
                #expect(answer.headers.first(name: "Content-Type")?.hasPrefix("application/problem+json") == true)
                #expect(answer["status"]?.integerValue == Int64(status))
                #expect(answer["request_id"]?.stringValue?.isEmpty == false)
            }
            let wrongMethod = try await running.shop.send(.DELETE, host, "/healthz")
            #expect(wrongMethod.status == 405)
            #expect(wrongMethod.headers.first(name: "Allow")?.contains("GET") == true)
        }
    }

    @Test("neither the answer nor the time of a failed login tells whether the address is known")
    func loginTellsNothing() async throws {
        try await withShop { running in
            let shop = running.shop
            let known = try await shop.newCustomer().email
            var bodies: Set<String> = []
            var times: [String: Duration] = [:]
            for _ in 0..<5 {
                for email in [known, "nobody@example.com"] {
                    let start = ContinuousClock.now
                    let answer = try await shop.post(
                        "/api/auth/login/", json: #"{"email":"\#(email)","password":"wrong password"}"#)
                    // The quickest of them: the machine may stand still during any other.
                    times[email] = min(times[email] ?? .seconds(60), ContinuousClock.now - start)
                    #expect(answer.status == 401)
                    bodies.insert(
                        "\(answer["type"]?.stringValue ?? "") \(answer["title"]?.stringValue ?? "") \(answer["detail"]?.stringValue ?? "")"
                    )
                }
            }
            #expect(bodies.count == 1)
            let slow = try #require(times[known])
            let fast = try #require(times["nobody@example.com"])
            #expect(fast * 3 > slow && slow * 3 > fast, "\(fast) for an unknown, \(slow) for a known address")
        }
    }
}
