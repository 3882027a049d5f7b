import HTTPTypes
import Hummingbird
import JSON

/// A request's body read as one JSON object.
package struct JSONBody: Sendable {
    /// As it came, for comparing a retry with the first attempt.
    package let bytes: [UInt8]
    package let object: JSONObject

    package init(bytes: [UInt8], object: JSONObject) {
        self.bytes = bytes
        self.object = object
    }

    /// Reads the whole body. Throws `payload-too-large`, `unsupported-media-type`, `malformed-json` with the place, or
    /// `validation` when it is not an object.
    /// - Parameter allowsEmpty: whether no body at all means `{}`.
    package static func read(
        _ request: Request, _ context: APIRequestContext, allowsEmpty: Bool = false
    ) async throws -> JSONBody {
        let bytes = try await RequestBody.collect(request, limit: context.bodyLimit)
        if bytes.isEmpty, allowsEmpty { return JSONBody(bytes: [], object: JSONObject()) }
        guard isJSON(request.headers[.contentType]) else {
            throw Problem(.unsupportedMediaType, detail: "Send the body as application/json.")
        }
        return JSONBody(bytes: bytes, object: try parse(bytes))
    }

    private static func parse(_ bytes: [UInt8]) throws(Problem) -> JSONObject {
        let value: JSONValue
        do {
            value = try JSONParser.parse(bytes)
        } catch {
            throw Problem(.malformedJSON, detail: "\(error).").with("offset", error.offset)
        }
        guard case .object(let object) = value else {
            throw Problem(.validation, detail: "The body must be a JSON object.")
        }
        return object
    }

    /// `application/json` in any case, with no charset but UTF-8.
    private static func isJSON(_ contentType: String?) -> Bool {
        guard let contentType else { return false }
        let parts = contentType.lowercased().split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
        guard parts.first == "application/json" else { return false }
        return parts.dropFirst().allSatisfy { part in
            !part.hasPrefix("charset=") || ["charset=utf-8", "charset=\"utf-8\""].contains(part)
        }
    }
}
