import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// Answers whose body is ready JSON.
package enum JSONResponse {
    package static let contentType = "application/json; charset=utf-8"

    /// An answer with a ready body.
    package static func make(
        _ json: some Sequence<UInt8>, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = contentType
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
    }

    /// An answer whose body `write` writes.
    package static func make(
        status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], _ write: (inout JSONWriter) throws -> Void
    ) rethrows -> Response {
        var json = JSONWriter()
        try write(&json)
        return make(json.bytes, status: status, headers: headers)
    }

    /// 201 with `Location`, a path.
    package static func created(_ json: some Sequence<UInt8>, at location: String) -> Response {
        make(json, status: .created, headers: [.location: location])
    }

    package static var noContent: Response { Response(status: .noContent) }

    /// A cacheable answer with its `ETag`; 304 without a body when the client has it already.
    package static func cacheable(
        _ json: [UInt8], etag: ETag? = nil, for request: Request, headers: HTTPFields = [:]
    ) -> Response {
        let etag = etag ?? ETag(of: json)
        var headers = headers
        headers[.eTag] = etag.text
        guard !etag.satisfiesIfNoneMatch(request.headers) else {
            return Response(status: .notModified, headers: headers)
        }
        return make(json, headers: headers)
    }
}
