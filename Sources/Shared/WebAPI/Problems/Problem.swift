import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// A refusal as the client sees it: `application/problem+json` by RFC 9457. Handlers throw it; nothing internal may go
/// into its texts.
///
/// ```swift
/// throw Problem(.insufficientStock, detail: "Only 3 left of Boots.").with("items") { json in … }
/// ```
package struct Problem: Error, Sendable {
    package let type: ProblemType
    package var detail: String?
    /// Per field, for 422.
    package var errors: FieldErrors
    /// Header fields that go with the answer, such as `Allow`.
    package var headers: HTTPFields
    /// Seconds for `Retry-After`.
    package var retryAfter: Int?
    /// Extension members, each with a ready JSON value.
    private var members: [(name: StaticString, json: [UInt8])] = []

    /// - Parameter retryAfter: seconds; when nil, 503s say 1.
    package init(
        _ type: ProblemType, detail: String? = nil, errors: FieldErrors = [:], headers: HTTPFields = [:],
        retryAfter: Int? = nil
    ) {
        self.type = type
        self.detail = detail
        self.errors = errors
        self.headers = headers
        self.retryAfter = retryAfter ?? (type.status == .serviceUnavailable ? 1 : nil)
    }

    /// A 422 about one field.
    package static func invalid(_ field: String, _ message: String) -> Problem {
        Problem(.validation, errors: [field: message])
    }

    /// The same problem with an extension member (RFC 9457 §3.2), whose one value `write` writes.
    package func with(_ name: StaticString, _ write: (inout JSONWriter) -> Void) -> Problem {
        var json = JSONWriter()
        write(&json)
        var problem = self
        problem.members.append((name, json.bytes))
        return problem
    }

    /// The same problem with an extension member.
    package func with(_ name: StaticString, _ value: some JSONWritable) -> Problem {
        with(name) { json in json.value(value) }
    }

    package func body(requestID: String?) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("type", type.reference)
            json.member("title", type.title)
            json.member("status", type.status.code)
            if let detail { json.member("detail", detail) }
            if let requestID { json.member("request_id", requestID) }
            if !errors.isEmpty { json.member("errors", errors) }
            for member in members {
                json.name(member.name)
                json.raw(member.json)
            }
        }
        return json.bytes
    }

    package func response(requestID: String?) -> Response {
        var fields = headers
        fields[.contentType] = "application/problem+json"
        if let retryAfter { fields[.retryAfter] = String(retryAfter) }
        if type.status == .unauthorized, fields[.wwwAuthenticate] == nil {
            fields[.wwwAuthenticate] = type == .invalidToken ? "Bearer error=\"invalid_token\"" : "Bearer"
        }
        return Response(
            status: type.status, headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body(requestID: requestID))))
    }
}

/// So that a problem renders itself even where no middleware of ours stands around the handler.
extension Problem: HTTPResponseError {
    package var status: HTTPResponse.Status { type.status }

    package func response(from request: Request, context: some RequestContext) -> Response {
        response(requestID: (context as? APIRequestContext)?.requestID)
    }
}
