import HTTPTypes
import TestSupport
import Testing

@testable import WebAPI

/// Over a real connection, for what happens before a request reaches the router.
@Suite(.timeLimit(.minutes(5))) struct ConnectionLimitTests {
    @Test(
        "a header too large or with too many fields is 431, one that is no HTTP is 400, each a problem",
        arguments: [
            ("GET / HTTP/1.1\r\nHost: x\r\nX-Long: \(String(repeating: "a", count: 20_000))\r\n\r\n", 431),
            ("GET / HTTP/1.1\r\nHost: x\r\n" + (0..<150).map { "X-\($0): 1\r\n" }.joined() + "\r\n", 431),
            ("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n", 400), ("nonsense\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: x\r\nBad Name: 1\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400), ("GET / HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n", 400),
        ])
    func malformed(request: String, status: Int) async throws {
        let answer = try await TestHost().listening { port in try await RawConnection.exchange(request, port: port) }
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
        #expect(answer.contains("application/problem+json"))
        #expect(answer.contains("X-Request-ID: ") && answer.contains("\"request_id\":"))
        #expect(answer.lowercased().contains("x-content-type-options: nosniff"))
        #expect(answer.ranges(of: "HTTP/1.1 ").count == 1)
    }

    @Test("a silent connection is closed after the idle time")
    func idle() async throws {
        var limits = HTTPLimits()
        limits.idleTimeout = .seconds(1)
        let answer = try await TestHost(limits: limits).listening { port in
            try await RawConnection.exchange("GET /api/things/5 HTTP/1.1\r\nHost: x\r\n\r\n", port: port)
        }
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
    }

    @Test("a client that goes on sending a refused body is answered, then cut off")
    func endlessBody() async throws {
        let head =
            "POST /api/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000000\r\n\r\n"
        let answer = try await TestHost().listening { port in
            try await RawConnection.exchange(head + String(repeating: "a", count: 2_000_000), port: port)
        }
        #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 413 "))
    }

    @Test("two requests on one connection are answered in order")
    func keepAlive() async throws {
        let first = "GET /api/things/1 HTTP/1.1\r\nHost: x\r\n\r\n"
        let second = "GET /api/things/2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        let answer = try await TestHost().listening { port in
            try await RawConnection.exchange(first + second, port: port)
        }
        #expect(answer.ranges(of: "HTTP/1.1 200").count == 2)
    }

    @Test(
        "an HTTP/1.0 connection, or one that says so in any spelling, is closed after its answer",
        arguments: [
            "GET /api/things/1 HTTP/1.0\r\n\r\n", "GET /api/things/1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
            "GET /api/things/1 HTTP/1.1\r\nHost: x\r\nConnection: TE, Close\r\n\r\n",
        ])
    func closes(request: String) async throws {
        let answer = try await TestHost().listening { port in try await RawConnection.exchange(request, port: port) }
        #expect(answer.contains(" 200 OK\r\n") && answer.hasSuffix("\r\n\r\n1"))
    }

    @Test("an HTTP/1.0 client gets no chunks")
    func noChunks() async throws {
        let answer = try await TestHost().listening { port in
            try await RawConnection.exchange("GET /streamed HTTP/1.0\r\n\r\n", port: port)
        }
        #expect(answer.hasPrefix("HTTP/1.0 200 OK\r\n") && answer.hasSuffix("\r\n\r\none two"))
    }

    @Test("a client that asks first is told to send its body")
    func expectContinue() async throws {
        let head = "POST /api/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 12\r\n"
        let rest = "Expect: 100-continue\r\nConnection: close\r\n\r\n{\"name\":\"x\"}"
        let answer = try await TestHost().listening { port in try await RawConnection.exchange(head + rest, port: port)
        }
        #expect(answer.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 "))
    }

    @Test("a body whose chunks are wrong is a problem, and the connection ends")
    func brokenChunks() async throws {
        let head = "POST /api/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        let body = "Transfer-Encoding: chunked\r\n\r\n3\r\n{\"n\r\nzz\r\n"
        let answer = try await TestHost().listening { port in try await RawConnection.exchange(head + body, port: port)
        }
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
        #expect(answer.contains("/problems/bad-request"))
        #expect(answer.ranges(of: "HTTP/1.1 ").count == 1)
    }

    @Test("text after a request that is no request is refused once the request is answered")
    func garbageAfterRequest() async throws {
        let request = "GET /api/things/1 HTTP/1.1\r\nHost: x\r\n\r\nnonsense\r\n\r\n"
        let answer = try await TestHost().listening { port in try await RawConnection.exchange(request, port: port) }
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(answer.ranges(of: "HTTP/1.1 400").count == 1)
    }

    @Test("past the most connections, the next waits until one closes")
    func connections() async throws {
        var limits = HTTPLimits()
        limits.connections = 1
        limits.idleTimeout = .seconds(1)
        let request = "GET /api/things/1 HTTP/1.1\r\nHost: x\r\n\r\n"
        try await TestHost(limits: limits).listening { port in
            let start = ContinuousClock.now
            try await Self.nested(5, request, port: port)
            // Without the bound all would be answered at once; each connection leaves its place after a second of silence.
            #expect(ContinuousClock.now - start >= .milliseconds(900))
        }
    }

    /// Each connection asks once the one before has its answer, while all of them stay open.
    private static func nested(_ count: Int, _ request: String, port: Int) async throws {
        guard count > 0 else { return }
        try await RawConnection.answered(request, port: port) { answer in
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
            try await nested(count - 1, request, port: port)
        }
    }
}
