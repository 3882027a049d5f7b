import Domain
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import WebAPI

@Suite struct AnswerHeaderTests {
    private let host = TestHost()

    @Test("security headers are on every answer, problems too", arguments: ["/api/things/5", "/nowhere", "/surprise"])
    func security(path: String) async throws {
        let headers = try await host.send(.get, path).headers
        #expect(headers[.xContentTypeOptions] == "nosniff")
        #expect(headers[.frameOptions] == "DENY")
        #expect(headers[.contentSecurityPolicy] == "default-src 'none'; frame-ancestors 'none'")
        #expect(headers[.referrerPolicy] == "no-referrer")
    }

    @Test("nothing is stored by caches unless the route says so")
    func cacheControl() async throws {
        #expect(try await host.send(.get, "/api/things/special").headers[.cacheControl] == "no-store")
        #expect(try await host.send(.get, "/api/things/5").headers[values: .cacheControl] == ["public, max-age=5"])
    }

    @Test(
        "a request's id is echoed when it is visible ASCII of at most 128 characters, otherwise made",
        arguments: [
            ("abc-1", true), (String(repeating: "x", count: 128), true), (String(repeating: "x", count: 129), false),
            ("a b", false), ("é", false), ("", false),
        ])
    func requestID(given: String, isEchoed: Bool) async throws {
        let answered = try await host.send(.get, "/api/things/5", headers: [.requestID: given]).headers[.requestID]
        #expect((answered == given) == isEchoed)
        if !isEchoed { #expect(answered?.count == 32) }
    }

    @Test("only a listed origin's pages may read answers")
    func cors() async throws {
        let listed = try await host.send(.get, "/nowhere", headers: [.origin: "https://shop.example"]).headers
        #expect(listed[.accessControlAllowOrigin] == "https://shop.example")
        #expect(listed[.accessControlAllowCredentials] == "true")
        #expect(listed[.accessControlExposeHeaders]?.contains("X-Read-After") == true)
        for origin in ["https://evil.example", "https://shop.example.evil.example", "null", "http://shop.example"] {
            let other = try await host.send(.get, "/api/things/5", headers: [.origin: origin]).headers
            #expect(other[.accessControlAllowOrigin] == nil)
            #expect(other[values: .vary] == ["Origin"])
        }
    }

    @Test("a preflight names the path's methods and the headers we read")
    func preflight() async throws {
        let headers: HTTPFields = [.origin: "https://shop.example", .accessControlRequestMethod: "PATCH"]
        let response = try await host.send(.options, "/api/things/5", headers: headers)
        #expect(response.status == .noContent)
        #expect(response.headers[.accessControlAllowMethods] == "GET, HEAD, OPTIONS, PATCH")
        let fields = response.headers[.accessControlAllowHeaders]?.lowercased().split(separator: ", ") ?? []
        #expect(fields.contains("idempotency-key"))
        // A page that is traced says so with every request: each would fail.
        #expect(fields.contains("traceparent"))
        #expect(response.headers[.accessControlMaxAge] == "600")
    }
}

@Suite struct ClientAddressTests {
    private func address(_ peer: String, _ forwarded: [String], trusting: [String]) -> String? {
        var headers: HTTPFields = [:]
        headers[values: .forwardedFor] = forwarded
        let proxies = trusting.compactMap(IPNetwork.init(parsing:))
        return ClientAddress.of(headers, peer: IPAddress(parsing: peer), trustedProxies: proxies)?.description
    }

    @Test("what an untrusted peer claims is not believed")
    func untrusted() {
        #expect(address("203.0.113.9", ["1.2.3.4"], trusting: ["10.0.0.0/8"]) == "203.0.113.9")
        #expect(address("10.0.0.1", ["1.2.3.4"], trusting: []) == "10.0.0.1")
    }

    @Test("behind trusted proxies it is the rightmost address that is none of them")
    func trusted() {
        #expect(address("10.0.0.1", ["6.6.6.6, 203.0.113.9, 10.2.3.4"], trusting: ["10.0.0.0/8"]) == "203.0.113.9")
        #expect(address("10.0.0.1", ["6.6.6.6", "203.0.113.9"], trusting: ["10.0.0.0/8"]) == "203.0.113.9")
        #expect(address("10.0.0.1", ["garbage"], trusting: ["10.0.0.0/8"]) == "10.0.0.1")
        #expect(address("10.0.0.1", [], trusting: ["10.0.0.1"]) == "10.0.0.1")
        #expect(address("::ffff:10.0.0.1", ["2001:db8::1"], trusting: ["10.0.0.0/8"]) == "2001:db8::1")
    }

    @Test(
        "networks contain what they should",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("0.0.0.0/0", "8.8.8.8", true),
            ("192.168.1.0/25", "192.168.1.127", true), ("192.168.1.0/25", "192.168.1.128", false),
            ("fd00::/8", "fd12::1", true), ("fd00::/8", "fe00::1", false), ("::1", "::1", true),
            ("2001:db8::/96", "2001:db8::1:2", true), ("2001:db8::/96", "2001:db8::1:0:0:0", false),
        ])
    func networks(network: String, address: String, isInside: Bool) throws {
        let network = try #require(IPNetwork(parsing: network))
        #expect(network.contains(try #require(IPAddress(parsing: address))) == isInside)
    }

    @Test(
        "what is no network is refused",
        arguments: ["", "10.0.0.0/33", "::/129", "10.0.0/8", "x/8", "10.0.0.0/-1", "1.2.3.4/8/8"])
    func badNetworks(text: String) {
        #expect(IPNetwork(parsing: text) == nil)
    }
}
