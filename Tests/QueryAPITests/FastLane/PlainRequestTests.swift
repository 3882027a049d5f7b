import TestSupport
import Testing

@testable import QueryAPI

@Suite("The fast lane's reading of requests")
struct PlainRequestTests {
    private static let limits = PlainRequest.Limits(bytes: 1_000, fields: 10)

    private static func parse(_ text: String, scanned: Int = 0) -> PlainRequest.Parsed {
        Array(text.utf8).withUnsafeBytes { PlainRequest.parse($0, scanned: scanned, limits: limits) }
    }

    private static func request(_ lines: String...) -> String {
        lines.joined(separator: "\r\n") + "\r\n\r\n"
    }

    @Test("finds the target and the fields that count, whatever their case and the blanks around their values")
    func fields() throws {
        let text = Self.request(
            "GET /api/products/?a=b HTTP/1.1", "HOST:shop", "origin: \t https://a.example \t", "If-None-Match: \"x\"",
            "Authorization: Bearer abc", "X-REQUEST-ID: 7", "Connection: Keep-Alive", "Cookie: a=tandem_read_afte")
        guard case .request(let request) = Self.parse(text + "GET /next") else { throw Unexpected() }
        let bytes = Array(text.utf8)
        func part(_ range: Range<Int>?) -> String? { range.map { String(decoding: bytes[$0], as: UTF8.self) } }
        #expect(request.method == .get && !request.isSpecial && request.length == bytes.count)
        #expect(part(request.target) == "/api/products/?a=b")
        #expect(part(request.origin) == "https://a.example")
        #expect(part(request.ifNoneMatch) == "\"x\"")
        #expect(part(request.authorization) == "Bearer abc")
        #expect(part(request.requestID) == "7")
    }

    @Test(
        "leaves to the router whatever is not written plainly, or has a body",
        arguments: [
            request("GET /a HTTP/1.0", "Host: x"), request("GET /a HTTP/1.1"), request("GET a HTTP/1.1", "Host: x"),
            request("get /a HTTP/1.1", "Host: x"), request("GET  /a HTTP/1.1", "Host: x"),
            request("GET /a  HTTP/1.1", "Host: x"), request("GET /ä HTTP/1.1", "Host: x"),
            request("GET /a HTTP/1.1", "Host: x", "Host: x"), request("GET /a HTTP/1.1", "Host: x y"),
            request("GET /a HTTP/1.1", "Host: x", " folded"), request("GET /a HTTP/1.1", "Host : x"),
            request("GET /a HTTP/1.1", "Host: x", "A: b\u{1}"), request("GET /a HTTP/1.1", "Host: x", ": b"),
            request("GET /a HTTP/1.1", "Host: x", "Content-Length: 0"),
            request("GET /a HTTP/1.1", "Host: x", "Transfer-Encoding: chunked"),
            request("GET /a HTTP/1.1", "Host: x", "Upgrade: websocket"),
            request("GET /a HTTP/1.1", "Host: x", "Connection: close"),
            request("GET /a HTTP/1.1", "Host: x", "Expect: 100-continue"), "GET /a HTTP/1.1\nHost: x\n\n\r\n\r\n",
            "\r\n" + request("GET /a HTTP/1.1", "Host: x"), "GET /a HTTP/1.1\r\nHost: x\rA: b\r\n\r\n",
        ])
    func foreign(_ text: String) {
        #expect(Self.parse(text) == .foreign)
    }

    @Test("takes each byte where the grammar has it, and nowhere else (RFC 9110 §5.6.2, §7.2, RFC 9112 §5)")
    func bytes() {
        let alphanumeric = Set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        let inName = alphanumeric.union("!#$%&'*+-.^_`|~".utf8)
        let inHost = Set(0x21...0x7E).subtracting("\"#/<>?@\\^`{|}".utf8)
        func isRead(_ before: String, _ byte: UInt8, _ after: String) -> Bool {
            let bytes = Array(before.utf8) + [byte] + Array(after.utf8)
            let parsed = bytes.withUnsafeBytes { PlainRequest.parse($0, limits: Self.limits) }
            if case .request = parsed { return true }
            return false
        }
        for byte in UInt8.min ... .max {
            let isNameOrColon = inName.contains(byte) || byte == UInt8(ascii: ":")
            #expect(isRead("GET / HTTP/1.1\r\nHost: x\r\nA", byte, "B: c\r\n\r\n") == isNameOrColon, "\(byte)")
            #expect(isRead("GET / HTTP/1.1\r\nHost: x", byte, "y\r\n\r\n") == inHost.contains(byte), "\(byte)")
            let isInValue = byte == 9 || (byte >= 32 && byte != 127)
            #expect(isRead("GET / HTTP/1.1\r\nHost: x\r\nA: b", byte, "c\r\n\r\n") == isInValue, "\(byte)")
        }
    }

    @Test(
        "reads what only the router answers, but as one request of its own",
        arguments: [
            ["X-Read-After: x1"], ["Cookie: a=b; tandem_read_after=x1"], ["TE: trailers"],
            ["Origin: a", "Origin: b"], ["If-None-Match: a", "If-None-Match: b"],
            ["X-Request-ID: a", "X-Request-ID: b"], ["Authorization: a", "Authorization: b"],
        ])
    func special(_ fields: [String]) throws {
        let text = (["GET /a HTTP/1.1", "Host: x"] + fields).joined(separator: "\r\n") + "\r\n\r\n"
        guard case .request(let request) = Self.parse(text) else { throw Unexpected() }
        #expect(request.isSpecial)
        guard case .request(let post) = Self.parse(Self.request("DELETE /a HTTP/1.1", "Host: x")) else {
            throw Unexpected()
        }
        #expect(post.isSpecial)
    }

    @Test("refuses to read heads past the limits, complete or not")
    func limits() {
        let long = "A: " + String(repeating: "a", count: 1_000)
        #expect(Self.parse(Self.request("GET /a HTTP/1.1", "Host: x", long)) == .foreign)
        #expect(Self.parse("GET /a HTTP/1.1\r\nHost: x\r\n" + long) == .foreign)
        let many = Array(repeating: "A: a", count: 10).joined(separator: "\r\n")
        #expect(Self.parse(Self.request("GET /a HTTP/1.1", "Host: x", many)) == .foreign)
    }

    @Test("reads the same whether a head comes at once or in pieces")
    func pieces() {
        var random = SeededGenerator(seed: 7)
        let text = Self.request("HEAD /a HTTP/1.1", "Host: x", "If-None-Match: \"b\"", "A: \r", "B: c")
        for text in [text, Self.request("HEAD /a HTTP/1.1", "Host: x", "If-None-Match: \"b\"")] {
            let bytes = Array(text.utf8)
            let whole = Self.parse(text)
            for _ in 0..<200 {
                var (come, scanned) = (0, 0)
                var parsed = PlainRequest.Parsed.incomplete
                while come < bytes.count {
                    #expect(parsed == .incomplete)
                    come = min(bytes.count, come + Int.random(in: 1...9, using: &random))
                    parsed = bytes[..<come].withUnsafeBytes {
                        PlainRequest.parse($0, scanned: scanned, limits: Self.limits)
                    }
                    scanned = come
                }
                #expect(parsed == whole)
            }
        }
    }
}

private struct Unexpected: Error {}
