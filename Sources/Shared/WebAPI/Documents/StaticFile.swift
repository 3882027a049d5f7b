import HTTPTypes
import Hummingbird
import NIOCore

/// Bytes that were read or made at the start and never change: a document, a page, a script.
package struct StaticFile: Sendable {
    private let body: ByteBuffer
    private let etag: ETag
    private let headers: HTTPFields

    /// - Parameter headers: what goes with the answer beside its type, such as a page's own `Content-Security-Policy`.
    package init(_ bytes: some Sequence<UInt8>, contentType: String, headers: HTTPFields = [:]) {
        body = ByteBuffer(bytes: bytes)
        etag = ETag(of: body.readableBytesView)
        var headers = headers
        headers[.contentType] = contentType
        headers[.eTag] = etag.text
        // A new version of a daemon has new ones: clients keep them, and ask.
        headers[.cacheControl] = "public, max-age=0, must-revalidate"
        self.headers = headers
    }

    package var text: String { String(buffer: body) }

    /// 200, or 304 when the client has it already.
    package func response(to request: Request) -> Response {
        guard !etag.satisfiesIfNoneMatch(request.headers) else {
            var headers = headers
            headers[.contentType] = nil
            return Response(status: .notModified, headers: headers)
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}
