import HTTPTypes
import Testing

@testable import WebAPI

@Suite("Trace context")
struct TraceContextTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let span = "00f067aa0ba902b7"

    @Test(
        "what the standard allows is read",
        arguments: [
            ("00-\(trace)-\(span)-01", 1), ("00-\(trace)-\(span)-00", 0), ("00-\(trace)-\(span)-ff", 3),
            // Of a later version, the same four parts; what follows is its own.
            ("01-\(trace)-\(span)-01", 1), ("cc-\(trace)-\(span)-02-what-the-future-adds", 2),
            ("fe-\(trace)-\(span)-01-", 1),
        ] as [(String, UInt8)])
    func valid(text: String, flags: UInt8) throws {
        let context = try #require(TraceContext(parsing: text))
        #expect(context.traceID == Self.trace && context.spanID == Self.span && context.flags == flags)
        #expect(context.text == "00-\(Self.trace)-\(Self.span)-0\(flags)")
    }

    @Test(
        "anything else is as if it were not there",
        arguments: [
            "", "00", "00-\(trace)-\(span)", "00-\(trace)-\(span)-", "00-\(trace)-\(span)-1", "00-\(trace)-\(span)-0g",
            "00-\(trace)-\(span)-01-", "00-\(trace)-\(span)-01-x", "00-\(trace)-\(span)-011",
            "ff-\(trace)-\(span)-01", "0x-\(trace)-\(span)-01", "0-\(trace)-\(span)-01", "FE-\(trace)-\(span)-01",
            "00-\(trace.uppercased())-\(span)-01", "00-\(trace)-\(span.uppercased())-01",
            "00-00000000000000000000000000000000-\(span)-01", "00-\(trace)-0000000000000000-01",
            "00-\(trace.dropLast())-\(span)-01", "00-\(trace)0-\(span)-01", "00-\(trace)-\(span)0-01",
            "00_\(trace)_\(span)_01", " 00-\(trace)-\(span)-01", "01-\(trace)-\(span)-01x",
            "00-\(trace.dropLast())é-\(span)-01", "\(trace)", "cc-\(trace)-\(span)-01.what",
        ])
    func malformed(text: String) {
        #expect(TraceContext(parsing: text) == nil)
    }

    @Test("a request is done in the caller's trace, with a span of its own")
    func child() {
        let context = TraceContext.of([.traceParent: "00-\(Self.trace)-\(Self.span)-01"])
        #expect(context.traceID == Self.trace && context.spanID != Self.span)
        #expect(TraceContext(parsing: context.text) == context)
    }

    @Test("without a trace, with two, or with a malformed one, a new one begins")
    func new() {
        var twice = HTTPFields()
        twice.append(HTTPField(name: .traceParent, value: "00-\(Self.trace)-\(Self.span)-01"))
        twice.append(HTTPField(name: .traceParent, value: "00-\(Self.trace)-\(Self.span)-01"))
        var seen: Set<String> = []
        for headers in [[:], twice, [.traceParent: "nonsense"], [.traceParent: ""]] as [HTTPFields] {
            let context = TraceContext.of(headers)
            #expect(context.traceID != Self.trace && TraceContext(parsing: context.text) == context)
            #expect(seen.insert(context.traceID).inserted)
        }
    }

    @Test("what a handler does, and what it starts, is done in the request's trace")
    func handlers() async throws {
        let host = TestHost()
        host.router.get("/trace", access: .public) { _, context in
            #expect(TraceContext.current == context.trace)
            return await Task { TestHost.text(TraceContext.current?.traceID ?? "none") }.value
        }
        let headers: HTTPFields = [.traceParent: "00-\(Self.trace)-\(Self.span)-01"]
        #expect(try await host.send(.get, "/trace", headers: headers).text == Self.trace)
        #expect(try await host.send(.get, "/trace").text.count == 32)
    }
}
