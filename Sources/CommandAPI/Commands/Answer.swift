import HTTPTypes
import Hummingbird
import NIOCore
import WebAPI

/// What a command answers, as data, so that it can be stored beside the command's own rows and given again to a retry.
struct Answer: Sendable {
    let status: HTTPResponse.Status
    /// JSON; nil for an answer without content.
    let body: [UInt8]?
    /// The path of what was created.
    let location: String?
    /// Further fields, such as `ETag`; a retry's answer does not have them.
    let headers: HTTPFields

    init(status: HTTPResponse.Status, body: [UInt8]?, location: String? = nil, headers: HTTPFields = [:]) {
        self.status = status
        self.body = body
        self.location = location
        self.headers = headers
    }

    static func ok(_ body: [UInt8], headers: HTTPFields = [:]) -> Answer {
        Answer(status: .ok, body: body, headers: headers)
    }

    static func created(_ body: [UInt8], at location: String, headers: HTTPFields = [:]) -> Answer {
        Answer(status: .created, body: body, location: location, headers: headers)
    }

    static var noContent: Answer { Answer(status: .noContent, body: nil) }

    var response: Response {
        var headers = headers
        headers[.location] = location
        guard let body else { return Response(status: status, headers: headers) }
        return JSONResponse.make(body, status: status, headers: headers)
    }

    /// The response to the command that this is the answer of.
    /// - Parameter isReplayed: whether an earlier attempt got it.
    func response(isReplayed: Bool, _ readAfter: ReadAfter) -> Response {
        var response = response
        if isReplayed { response.headers[.idempotencyReplayed] = "true" }
        readAfter.add(to: &response)
        return response
    }
}
