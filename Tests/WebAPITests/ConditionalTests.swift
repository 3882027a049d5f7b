import HTTPTypes
import Hummingbird
import Testing

@testable import WebAPI

@Suite struct ConditionalTests {
    private let etag = ETag(of: Array("hello".utf8))

    private func request(_ headers: HTTPFields, path: String = "/") -> Request {
        Request(
            head: HTTPRequest(method: .get, scheme: nil, authority: nil, path: path, headerFields: headers),
            body: RequestBody(buffer: ByteBuffer()))
    }

    @Test("equal bytes have equal tags, others have not")
    func tags() {
        #expect(etag == ETag(of: Array("hello".utf8)))
        #expect(etag != ETag(of: Array("hello!".utf8)))
        #expect(etag.text.hasPrefix("\"") && etag.text.hasSuffix("\"") && etag.text.count == 24)
    }

    @Test("If-None-Match with the tag, a weak form of it, a list or a star is 304 without a body")
    func notModified() {
        for value in [etag.text, "W/\(etag.text)", "\"x\", \(etag.text)", "*", "\"x\" ,W/\(etag.text)"] {
            let response = JSONResponse.cacheable(Array("hello".utf8), for: request([.ifNoneMatch: value]))
            #expect(response.status == .notModified)
            #expect(response.headers[.eTag] == etag.text)
            #expect(response.body.contentLength == 0)
        }
        for value in ["\"x\"", "", etag.text.dropLast() + "x\""] {
            #expect(
                JSONResponse.cacheable(Array("hello".utf8), for: request([.ifNoneMatch: String(value)])).status == .ok)
        }
    }

    @Test("If-Match lets through the tag and a star, and refuses others and weak ones")
    func preconditions() throws {
        try etag.requireIfMatch([:])
        try etag.requireIfMatch([.ifMatch: etag.text])
        try etag.requireIfMatch([.ifMatch: "*"])
        for value in ["\"x\"", "W/\(etag.text)", "", ","] {
            #expect(throws: Problem.self) { try etag.requireIfMatch([.ifMatch: value]) }
        }
    }

    @Test("idempotency keys are 1 to 255 visible ASCII characters, once")
    func idempotencyKeys() throws {
        #expect(try IdempotencyKey.of([:]) == nil)
        #expect(try IdempotencyKey.of([.idempotencyKey: "order-1"])?.text == "order-1")
        for value in ["", "a b", String(repeating: "x", count: 256), "é"] {
            #expect(throws: Problem.self) { try IdempotencyKey.of([.idempotencyKey: value]) }
        }
        var twice: HTTPFields = [.idempotencyKey: "a"]
        twice.append(HTTPField(name: .idempotencyKey, value: "b"))
        #expect(throws: Problem.self) { try IdempotencyKey.of(twice) }
    }

    @Test("a read-after token comes back by header and by cookie; the newest counts, a malformed one is ignored")
    func readAfter() throws {
        var response = JSONResponse.noContent
        ReadAfter(xid: 123_456_789).add(to: &response)
        let token = try #require(response.headers[.readAfter])
        let cookie = try #require(response.headers[.setCookie])
        #expect(cookie == "tandem_read_after=\(token); Path=/; Max-Age=10; HttpOnly; SameSite=Lax")
        #expect(ReadAfter(request([.readAfter: token]))?.xid == 123_456_789)
        #expect(ReadAfter(request([.cookie: "other=1; tandem_read_after=\(token)"]))?.xid == 123_456_789)
        let newer = ReadAfter(xid: .max).text
        #expect(ReadAfter(request([.readAfter: token, .cookie: "tandem_read_after=\(newer)"]))?.xid == .max)
        for bad in ["", "x", "x-1", "x+1", "x0", "123", "xZZZZZZZZZZZZZZ", "x!"] {
            #expect(ReadAfter(request([.readAfter: bad])) == nil)
        }
    }
}
