import Foundation
import JSON
import NIOHTTP1
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Rate limits", .serialized)
    struct RateLimits {}
}

extension EndToEnd.RateLimits {
    private func login(_ shop: Shop, _ email: String, from address: String) async throws -> Answer {
        try await shop.post(
            "/api/auth/login/", json: #"{"email":"\#(email)","password":"a wrong password"}"#,
            headers: [("X-Forwarded-For", "198.51.100.1, \(address)")])
    }

    @Test("guessing stops at the address and at the account, through proxies, in every process, with Redis and without")
    func guessing() async throws {
        let settings = [
            "RATE_LIMIT_ENABLED": "true", "RATE_LIMIT_LOGIN_ADDRESS": "3/3600s", "RATE_LIMIT_LOGIN_ACCOUNT": "5/3600s",
            // A process that gives up on Redis counts by itself.
            "REDIS_COMMAND_DEADLINE_MS": "5000",
        ]
        try await withShop(environment: settings) { running in
            // An address, whatever the accounts and whatever the client claims of itself.
            for index in 0..<4 {
                let answer = try await login(running.shop, "a\(index)@example.com", from: "203.0.113.1")
                #expect(answer.status == (index < 3 ? 401 : 429))
                #expect(answer.headers.first(name: "RateLimit-Limit") == "3")
            }
            // An account, whatever the addresses.
            for index in 0..<6 {
                let answer = try await login(running.shop, "ann@example.com", from: "203.0.113.\(10 + index)")
                #expect(answer.status == (index < 5 ? 401 : 429))
            }
            // Another process knows of both.
            let second = try await running.stack.startSecondCommandHost(settings)
            #expect(try await login(second.shop, "ann@example.com", from: "203.0.113.20").status == 429)
            #expect(try await login(second.shop, "b@example.com", from: "203.0.113.1").status == 429)
            // Alone, each counts by itself.
            running.stack.redis.signal(SIGKILL)
            let statuses = try await (0..<5).asyncMap { index in
                try await login(second.shop, "c\(index)@example.com", from: "203.0.113.30").status
            }
            #expect(statuses == [401, 401, 401, 429, 429])
            _ = try await second.daemon.end(by: SIGTERM)
        }
    }

    @Test("reads of the catalog are not limited, probes never")
    func reads() async throws {
        let settings = [
            "RATE_LIMIT_ENABLED": "true", "RATE_LIMIT_READ_ADDRESS": "5/3600s", "REDIS_COMMAND_DEADLINE_MS": "5000",
        ]
        try await withShop(environment: settings) { running in
            for index in 0..<7 {
                let answer = try await running.shop.get("/api/products/")
                #expect(answer.status == (index < 5 ? 200 : 429))
            }
            for _ in 0..<7 { #expect(try await running.shop.get("/healthz").status == 200) }
        }
    }
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}

extension Stack {
    fileprivate func startSecondCommandHost(
        _ settings: [String: String]
    ) async throws -> (daemon: DaemonProcess, shop: Shop) {
        let own = [
            "COMMAND_BIND": "127.0.0.1:\(try freePort())", "COMMAND_MANAGEMENT_BIND": "127.0.0.1:\(try freePort())",
        ]
        let daemon = try await start(.command, environment: settings.merging(own) { $1 })
        return (daemon, Shop(environment: environment.merging(own) { $1 }))
    }
}
