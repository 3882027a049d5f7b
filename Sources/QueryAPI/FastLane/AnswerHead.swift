import HTTPTypes
import WebAPI

/// The part of an answer's head that is the same each time a document is served, ready to be sent.
struct AnswerHead: Sendable {
    /// Of a 200, up to where `X-Request-ID` follows.
    let ok: [UInt8]
    /// Of a 304.
    let notModified: [UInt8]

    /// What the router puts around a valid document of the first level, by the same functions.
    init(_ etag: ETag, length: Int, audience: CachedResponse.Audience, origin: String?, allowedOrigins: Set<String>) {
        var headers = CachedResponse.headers(audience, status: CachedResponse.hit)
        headers[.eTag] = etag.text
        notModified = Self.text("304 Not Modified", headers, origin, allowedOrigins)
        headers[.contentType] = JSONResponse.contentType
        headers[.contentLength] = String(length)
        ok = Self.text("200 OK", headers, origin, allowedOrigins)
    }

    private static func text(
        _ status: String, _ headers: HTTPFields, _ origin: String?, _ allowedOrigins: Set<String>
    ) -> [UInt8] {
        var headers = headers
        CORSHeaders.add(to: &headers, origin: origin, allowedOrigins: allowedOrigins)
        SecurityHeaders.add(to: &headers)
        var text = Array("HTTP/1.1 \(status)\r\n".utf8)
        for field in headers { text += Array("\(field.name.rawName): \(field.value)\r\n".utf8) }
        return text + Array("\(HTTPField.Name.requestID.rawName): ".utf8)
    }
}
