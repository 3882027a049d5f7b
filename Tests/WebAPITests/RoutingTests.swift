import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import TestSupport
import Testing

@testable import WebAPI

@Suite struct RoutingTests {
    private let host = TestHost()

    @Test(
        "a path answers with and without its slash, without a redirect", arguments: ["/api/things/5", "/api/things/5/"])
    func slashes(path: String) async throws {
        let response = try await host.send(.get, path)
        #expect(response.status == .ok)
        #expect(response.text == "5")
    }

    @Test(
        "parts of a path are percent-decoded, and what is no text is not found",
        arguments: [
            ("/api/things/caf%C3%A9", "café"), ("/api/things/a%2Fb", "a/b"), ("/api/things/a+b", "a+b"),
            ("/api/things/%FF", nil), ("/api/things/%00", nil), ("/api/things/%zz", nil),
        ] as [(String, String?)])
    func decoding(path: String, expected: String?) async throws {
        let response = try await host.send(.get, path)
        #expect(response.status == (expected == nil ? .notFound : .ok))
        if let expected { #expect(response.text == expected) }
    }

    @Test("HEAD answers wherever GET does, with its headers and no body")
    func head() async throws {
        let response = try await host.send(.head, "/api/things/12345/")
        #expect(response.status == .ok)
        #expect(response.headers[.contentLength] == "5")
        #expect(response.body.readableBytes == 0)
        #expect(try await host.send(.head, "/nowhere").body.readableBytes == 0)
    }

    @Test(
        "another method on a known path is 405 and says what is allowed",
        arguments: ["/api/things/5", "/api/things/5/"])
    func methodNotAllowed(path: String) async throws {
        let response = try await host.send(.delete, path)
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers[.allow] == "GET, HEAD, OPTIONS, PATCH")
        #expect(response.json?["type"]?.stringValue == "/problems/method-not-allowed")
    }

    @Test("a path with a name of its own takes its own methods, not those of its neighbours' pattern")
    func methodNotAllowedBesideACapture() async throws {
        let response = try await host.send(.patch, "/api/things/special")
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers[.allow] == "GET, HEAD, OPTIONS")
        #expect(try await host.send(.options, "/api/things/special").headers[.allow] == "GET, HEAD, OPTIONS")
    }

    @Test("an unknown path is 404, a longer one too", arguments: ["/", "/nothing", "/api", "/api/things/1/2"])
    func notFound(path: String) async throws {
        let response = try await host.send(.get, path)
        #expect(response.status == .notFound)
        #expect(response.headers[.contentType] == "application/problem+json")
        #expect(response.json?["type"]?.stringValue == "/problems/not-found")
        #expect(response.json?["status"]?.integerValue == 404)
    }

    @Test("plain OPTIONS says what a path takes, and is 404 on none of ours")
    func options() async throws {
        let response = try await host.send(.options, "/api/things/")
        #expect(response.status == .noContent)
        #expect(response.headers[.allow] == "OPTIONS, POST")
        #expect(try await host.send(.options, "/nowhere").status == .notFound)
    }

    @Test("the table of routes has each with its access")
    func table() {
        #expect(
            host.router.routes.contains(Route(method: .patch, path: "/api/things/{id}", access: .admin, rate: .admin)))
        #expect(host.router.routes.first?.description == "GET /api/things/{id} (public)")
    }

    @Test(
        "a handler past its deadline is cancelled, and the answer is 503, whatever it says", .timeLimit(.minutes(1)),
        arguments: ["/slow", "/stubborn"])
    func deadline(path: String) async throws {
        let status = try await host.listening { port in
            try await RawConnection.exchange("GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", port: port)
        }
        #expect(status.hasPrefix("HTTP/1.1 503 "))
        #expect(status.lowercased().contains("retry-after: 1"))
    }
}

@Suite struct AccessTests {
    private let host = TestHost()

    @Test("public routes do not look at credentials", arguments: ["nonsense", "away", "admin"])
    func publicRoute(token: String) async throws {
        #expect(try await host.send(.get, "/api/things/5", headers: .bearer(token)).status == .ok)
    }

    @Test(
        "each role reaches what it may, and the refusals tell which they are",
        arguments: [
            (HTTPRequest.Method.get, "/api/mine", nil, 401, "unauthorized"),
            (.get, "/api/mine", "bad", 401, "invalid-token"),
            (.get, "/api/mine", "customer", 200, nil), (.get, "/api/mine", "admin", 200, nil),
            (.patch, "/api/things/5", nil, 401, "unauthorized"),
            (.patch, "/api/things/5", "customer", 403, "forbidden"),
            (.patch, "/api/things/5", "admin", 200, nil), (.get, "/api/mine", "away", 503, "unavailable"),
        ] as [(HTTPRequest.Method, String, String?, Int, String?)])
    func roles(method: HTTPRequest.Method, path: String, token: String?, status: Int, problem: String?) async throws {
        let response = try await host.send(method, path, headers: token.map(HTTPFields.bearer) ?? [:])
        #expect(response.status.code == status)
        #expect(response.json?["type"]?.stringValue == problem.map { "/problems/\($0)" })
        #expect((response.headers[.wwwAuthenticate] != nil) == (status == 401))
    }

    @Test("only one Bearer header counts", arguments: ["Basic admin", "Bearer", "admin", "Bearer "])
    func schemes(value: String) async throws {
        #expect(try await host.send(.get, "/api/mine", headers: [.authorization: value]).status == .unauthorized)
        var twice = HTTPFields.bearer("customer")
        twice.append(HTTPField(name: .authorization, value: "Bearer admin"))
        #expect(try await host.send(.get, "/api/mine", headers: twice).status == .unauthorized)
        #expect(try await host.send(.get, "/api/mine", headers: [.authorization: "bearer admin"]).status == .ok)
    }
}
