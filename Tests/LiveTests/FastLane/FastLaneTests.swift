import Domain
import Events
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing
import WebAPI

@testable import QueryAPI

@Suite("The fast lane")
struct FastLaneTests {
    /// Every kind of cacheable address, with what answers 200 from the cache once it is known.
    private static let known = [
        "/api/products/", "/api/products", "/api/products/?page_size=2&ordering=price", "/api/products/?search=shoes",
        "/api/products/?nonsense=1", "/api/products/featured/", "/api/products/facets/?brand=acme", "/api/products/1/",
        "/api/products/red-running-shoes/", "/api/products/caf%65-cookbook/", "/api/categories/",
        "/api/categories/?tree=true", "/api/categories/shoes/", "/api/categories/clothing/products/", "/api/brands/",
        "/api/brands/acme/", "/api/brands/1/products/?page_size=1",
    ]
    private static let own = ["/api/orders/", "/api/orders/?page_size=3"]

    @Test("gives the router's bytes for every cacheable address, in every way of asking")
    func sameBytes() async throws {
        try await comparing(fastly: 19 * 20) { host, ask in
            for target in Self.known {
                let etag = try await host.get(target).headers[.eTag] ?? ""
                for (method, fields) in Self.waysOfAsking(etag) {
                    try await ask([Self.request(method, target, fields)])
                }
            }
            for target in Self.own {
                let etag = try await host.get(target, user: 7).headers[.eTag] ?? ""
                for (method, fields) in Self.waysOfAsking(etag) {
                    try await ask([Self.request(method, target, fields + ["Authorization: Bearer 7"])])
                }
            }
        }
    }

    /// With one tag, known or not, several, weak ones; from a page; signed in; as a browser sends them.
    private static func waysOfAsking(_ etag: String) -> [(method: String, fields: [String])] {
        let fields: [[String]] = [
            [], ["If-None-Match: \(etag)"], ["if-none-match: W/\(etag)"], ["If-None-Match: \"other\""],
            ["If-None-Match: \"a\", \(etag)"], ["If-None-Match: *"], ["If-None-Match: nonsense"],
            ["If-None-Match: \"a\"", "If-None-Match: \(etag)"], ["Origin: https://shop.example"],
            ["Origin: https://other.example"], ["Cookie: a=b; c=d"], ["Cookie: tandem_read_after=x1"],
            ["X-Read-After: x1"], ["X-Read-After: nonsense"], ["Accept: text/html", "User-Agent:\tbrowser \t"],
            ["Range: bytes=0-9"], ["traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"],
        ]
        return fields.flatMap { [("GET", $0), ("HEAD", $0)] }
    }

    @Test("leaves to the router what it cannot answer, and what is not written plainly")
    func slowLane() async throws {
        try await comparing(fastly: 0) { _, ask in
            for target in ["/api/products/99/", "/nowhere", "/api/products/?page=x", "/api/orders/", "*"] {
                try await ask([Self.request("GET", target)])
            }
            let head = "GET /api/products/ HTTP/1.1\r\n"
            for rest in [
                "\r\n", "Host: a\r\nHost: b\r\n\r\n", "Host: a b\r\n\r\n", "Host: x\r\nName : value\r\n\r\n",
                "Host: x\r\n folded: y\r\n\r\n", "Host: x\r\nContent-Length: x\r\n\r\n",
                "Host: x\r\nA: \(String(repeating: "a", count: 20_000))\r\n\r\n",
                "Host: x\r\n" + String(repeating: "A: a\r\n", count: 200) + "\r\n",
            ] {
                try await ask([head + rest])
            }
            try await ask(["GET /api/products/ HTTP/1.0\r\n\r\n"])
            try await ask(["GET http://x/api/products/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"])
            try await ask([Self.request("GET", "/api/products/", ["X-Request-ID: not visible"])])
            try await ask([Self.request("POST", "/api/products/", ["Content-Length: 2"]) + "{}"])
            let chunked = "POST /api/products/ HTTP/1.1\r\nHost: x\r\nX-Request-ID: c\r\n"
            let body = "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
            try await ask([chunked + body + Self.request("GET", "/api/products/")])
        }
    }

    @Test("keeps the order of pipelined requests, whichever lane answers each")
    func pipelined() async throws {
        try await comparing(fastly: 600) { _, ask in
            let targets = ["/api/products/", "/nowhere", "/api/products/1/", "/api/products/99/", "/api/brands/"]
            for count in 1...targets.count {
                let requests = targets.prefix(count).map { Self.request("GET", $0, isLast: false) }
                try await ask([requests.joined() + Self.request("GET", "/api/categories/")])
            }
            let many = String(repeating: Self.request("GET", "/api/products/", isLast: false), count: 300)
            try await ask([many + Self.request("GET", "/nowhere", isLast: false) + many + Self.request("GET", "/")])
        }
    }

    @Test("reads requests that come in pieces, wherever they are cut")
    func pieces() async throws {
        try await comparing { _, ask in
            let requests = Self.request("GET", "/api/products/", isLast: false) + Self.request("GET", "/api/brands/")
            let bytes = Array(requests)
            try await ask(bytes.map { String($0) })
            for cut in stride(from: 1, to: bytes.count, by: 7) {
                try await ask([String(bytes[..<cut]), String(bytes[cut...])])
            }
        }
    }

    @Test("shows a change at once, and what a product has become")
    func changes() async throws {
        try await comparing { host, ask in
            try await host.setPrice(1, to: 4_200)
            try await ask([Self.request("GET", "/api/products/1/")])
            let answer = try await host.listening(by: host.lanes.fast) { port in
                try await RawConnection.exchange(Self.request("GET", "/api/products/1/"), port: port)
            }
            #expect(answer.contains("42.00"))
            try await ask([Self.request("GET", "/api/products/1/")])
            try await host.sell(1, 10, left: 0, version: 2)
            try await ask([Self.request("GET", "/api/products/"), Self.request("GET", "/api/products/1/")])
            try await host.change(
                SampleShop.changed(1, [.content, .membership]), "UPDATE products SET is_active = false WHERE id = 1")
            try await ask([Self.request("GET", "/api/products/1/")])
        }
    }

    @Test("shows each sale without the router, and as the router puts pages together", arguments: [1, 2] as [UInt64])
    func sales(seed: UInt64) async throws {
        let targets = [
            "/api/products/", "/api/products/?page_size=2&ordering=price", "/api/products/1/", "/api/products/2/",
            "/api/products/red-running-shoes/", "/api/categories/clothing/products/",
        ]
        try await comparing(fastly: 30 * targets.count) { host, ask in
            var random = SeededGenerator(seed: seed)
            var versions: [Int64: Int64] = [1: 1, 2: 1]
            for target in targets { _ = try await host.get(target) }
            for _ in 0..<30 {
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    let product = Int64.random(in: 1...2, using: &random)
                    let version = versions[product, default: 0] + 1
                    versions[product] = version
                    try await host.setStock(product, to: .random(in: 0...20, using: &random), version: version)
                }
                for target in targets.shuffled(using: &random) {
                    let before = host.lanes.fastAnswers
                    if Bool.random(using: &random) {
                        _ = try await host.listening(by: host.lanes.fast) { port in
                            try await RawConnection.exchange(Self.request("GET", target), port: port)
                        }
                        #expect(host.lanes.fastAnswers == before + 1, "seed \(seed), \(target)")
                    }
                    try await ask([Self.request("GET", target)])
                }
                var shown: [QueryHost.Answer] = []
                for target in targets { shown.append(try await host.get(target)) }
                // As it is put together from what PostgreSQL has.
                host.levels.l1.removeAll()
                for (target, page) in zip(targets, shown) {
                    let anew = try await host.get(target)
                    #expect(page.text == anew.text && page.headers[.eTag] == anew.headers[.eTag], "seed \(seed)")
                }
            }
        }
    }

    @Test("shows own pages only to a token that still stands")
    func sessions() async throws {
        try await comparing { host, ask in
            let own = Self.request("GET", "/api/orders/", ["Authorization: Bearer 7"])
            let before = host.lanes.fastAnswers
            try await ask([own])
            #expect(host.lanes.fastAnswers == before + 1)
            for token in ["Bearer 8", "Bearer 77", "bearer 7", "Basic 7", "7", ""] {
                try await ask([Self.request("GET", "/api/orders/", ["Authorization: \(token)"])])
            }
            let expiring = Self.request("GET", "/api/orders/", ["Authorization: Bearer 9-expiring"])
            for _ in 0..<2 { try await ask([expiring]) }
            host.lanes.end(7)
            let answers = host.lanes.fastAnswers
            let refused = try await host.listening(by: host.lanes.fast) { port in
                try await RawConnection.exchange(own, port: port)
            }
            #expect(refused.hasPrefix("HTTP/1.1 401 "))
            try await ask([own])
            #expect(host.lanes.fastAnswers == answers)
        }
    }

    @Test("leaves what nobody has confirmed lately to the router, which labels it")
    func stale() async throws {
        try await QueryHost.run { host, _ in
            let (application, lanes) = host.withoutNews()
            let request = Self.request("GET", "/api/products/")
            let answers = try await host.listening(by: lanes.fast, before: application) { port in
                _ = try await RawConnection.exchange(request, port: port)
                return try await RawConnection.exchange(request, port: port)
            }
            #expect(answers.contains("\r\nCache-Status: tandem; hit; detail=stale\r\nAge: 6"))
            #expect(lanes.fastAnswers == 0)
        }
    }

    @Test("closes a connection that has been silent for too long, and none that waits for its answer")
    func idle() async throws {
        try await QueryHost.run { host, _ in
            var limits = HTTPLimits()
            limits.idleTimeout = .milliseconds(300)
            for target in ["", "/api/products/", "/nowhere"] {
                let start = ContinuousClock.now
                let request = target.isEmpty ? "GE" : Self.request("GET", target, isLast: false)
                _ = try await host.listening(by: host.lanes.fast, limits: limits) { port in
                    try await RawConnection.exchange(request, port: port)
                }
                #expect(ContinuousClock.now - start >= .milliseconds(300))
            }
        }
    }

    @Test("does not read on for a client that does not read its answers")
    func slowReader() async throws {
        try await QueryHost.run { host, _ in
            _ = try await host.get("/api/products/")
            let request = Self.request("GET", "/api/products/", isLast: false)
            let count = 200_000
            let taken = try await host.listening(by: host.lanes.fast) { port in
                try await DeafConnection.send(request, upTo: count, port: port)
            }
            #expect(taken < count)
            #expect(host.lanes.fastAnswers < count)
        }
    }

    @Test("answers reach a client that reads late whole and in order, pipelined or not, from both lanes")
    func lateReader() async throws {
        try await QueryHost.run { host, _ in
            for target in ["/api/products/", "/api/products/1/"] { _ = try await host.get(target) }
            var random = SeededGenerator(seed: 7)
            let targets = (0..<400).map { _ in
                ["/api/products/", "/api/products/1/", "/nowhere"].randomElement(using: &random) ?? "/"
            }
            let answers = try await host.listening(by: host.lanes.fast) { port in
                let client = try LateReader(port: port)
                for (number, target) in targets.enumerated() {
                    let end = number == targets.count - 1 ? ["Connection: close"] : []
                    let fields = ["X-Request-ID: number-\(number)"] + end
                    let request = Self.request("GET", target, fields, isLast: false)
                    guard client.send(request) else { throw NeverHappened(what: "requests are taken") }
                }
                return String(decoding: try client.readAll(), as: UTF8.self)
            }
            let numbers = answers.matches(of: #/X-Request-ID: number-(\d+)\r\n/#.ignoresCase()).map { Int($0.1) }
            #expect(numbers == Array(targets.indices))
            let pieces = answers.components(separatedBy: "HTTP/1.1 ").dropFirst()
            for (piece, target) in zip(pieces, targets) {
                let parts = piece.components(separatedBy: "\r\n\r\n")
                let length = parts[0].firstMatch(of: #/Content-Length: (\d+)/#.ignoresCase()).flatMap { Int($0.1) }
                #expect(piece.hasPrefix(target == "/nowhere" ? "404 " : "200 ") && parts.count == 2)
                #expect(length == parts.last?.utf8.count)
            }
        }
    }

    private static func request(
        _ method: String, _ target: String, _ fields: [String] = [], isLast: Bool = true
    ) -> String {
        let id = fields.contains { $0.hasPrefix("X-Request-ID") } ? [] : ["X-Request-ID: abc-123"]
        // The last one ends the connection, and with it the exchange.
        let end = isLast ? ["\r\nGET /last HTTP/1.1", "Host: x", "X-Request-ID: last", "Connection: close"] : []
        let lines = ["\(method) \(target) HTTP/1.1", "Host: shop.example"] + fields + id + end
        return lines.joined(separator: "\r\n") + "\r\n\r\n"
    }

    private typealias Ask = @Sendable (_ parts: [String]) async throws -> Void

    /// Sends whatever `ask` is given to both lanes, and expects one answer.
    private func comparing(
        fastly answers: Int = 1, _ body: @escaping @Sendable (QueryHost, Ask) async throws -> Void
    ) async throws {
        try await QueryHost.run { host, _ in
            try await host.listening(by: host.lanes.slow) { slow in
                try await host.listening(by: host.lanes.fast) { fast in
                    for target in Self.known { _ = try await host.get(target) }
                    for target in Self.own { _ = try await host.get(target, user: 7) }
                    try await body(host) { parts in
                        var (wanted, given) = ("", "different")
                        // Whoever asks first may find it in no cache, and is told so.
                        for _ in 0..<5 where given != wanted {
                            wanted = try await Self.withoutTime(RawConnection.exchange(parts, port: slow))
                            given = try await Self.withoutTime(RawConnection.exchange(parts, port: fast))
                        }
                        #expect(given == wanted, "\(parts.joined().prefix(300))")
                    }
                    // Or this test would compare the router with itself.
                    #expect(host.lanes.fastAnswers >= answers)
                }
            }
        }
    }

    /// `Date` may have moved on, and an answer to what cannot be read has an id of its own.
    private static func withoutTime(_ answer: String) -> String {
        answer.replacing(#/\r\nDate: [^\r]*/#, with: "\r\nDate: now").replacing(#/[0-9a-f]{32}/#, with: "id")
    }
}
