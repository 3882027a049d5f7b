import HTTPTypes
import NIOCore
import WebAPI

/// The part of an answer's head that is the same for every content of a document, ready to be sent.
struct AnswerHead: Sendable {
    /// Of a 200, up to where `X-Request-ID` follows: what stands before the entity tag, between it and the length, and
    /// behind that.
    private let ok: [[UInt8]]
    /// Of a 304, before the entity tag and behind it.
    private let notModified: [[UInt8]]
    /// Bytes of the longer one, roughly.
    let size: Int

    /// What the router puts around a valid document of the first level, by the same functions.
    init(_ audience: CachedResponse.Audience, origin: String?, allowedOrigins: Set<String>) {
        var headers = CachedResponse.headers(audience, status: CachedResponse.hit)
        headers[.eTag] = ""
        notModified = Self.text("304 Not Modified", headers, origin, allowedOrigins)
        headers[.contentType] = JSONResponse.contentType
        headers[.contentLength] = ""
        ok = Self.text("200 OK", headers, origin, allowedOrigins)
        size = ok.reduce(64) { $0 + $1.count }
    }

    func write(_ document: Document, isNotModified: Bool, to buffer: inout ByteBuffer) {
        let text = isNotModified ? notModified : ok
        buffer.writeBytes(text[0])
        buffer.writeString(document.etag.text)
        buffer.writeBytes(text[1])
        if isNotModified { return }
        buffer.writeString(document.length)
        buffer.writeBytes(text[2])
    }

    /// Cut where the document's own values stand.
    private static func text(
        _ status: String, _ headers: HTTPFields, _ origin: String?, _ allowedOrigins: Set<String>
    ) -> [[UInt8]] {
        var headers = headers
        CORSHeaders.add(to: &headers, origin: origin, allowedOrigins: allowedOrigins)
        SecurityHeaders.add(to: &headers)
        var pieces: [[UInt8]] = []
        var text = Array("HTTP/1.1 \(status)\r\n".utf8)
        for field in headers {
            text += Array("\(field.name.rawName): ".utf8)
            if field.name == .eTag || field.name == .contentLength {
                pieces.append(text)
                text = []
            }
            text += Array("\(field.value)\r\n".utf8)
        }
        return pieces + [text + Array("\(HTTPField.Name.requestID.rawName): ".utf8)]
    }
}
