import HTTPTypes
import WebAPI

/// What a request's header says of the file in its body.
struct ImportUpload {
    let format: ImportFormat
    /// In bytes as they are sent; nil when it comes in chunks.
    let length: Int?

    /// Throws `unsupported-media-type`, or `payload-too-large` when the length is announced.
    init(_ headers: HTTPFields, limit: Int) throws(Problem) {
        format = try Self.format(of: headers[.contentType])
        let coding = headers[.contentEncoding]?.lowercased() ?? "identity"
        guard ["identity", "gzip", "x-gzip"].contains(coding) else {
            throw Problem(.unsupportedMediaType, detail: "Send the body as it is, or with Content-Encoding: gzip.")
        }
        length = headers[.contentLength].flatMap { Int($0) }
        if let length, length > limit { throw Self.tooLarge(limit) }
    }

    static func tooLarge(_ limit: Int) -> Problem {
        Problem(.payloadTooLarge, detail: "An import has at most \(limit) bytes.")
    }

    /// The names that newline-delimited JSON goes by; none is registered.
    private static let lineTypes: Set<Substring> = [
        "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonl",
        "application/json-lines", "application/jsonlines", "application/x-jsonlines",
    ]

    private static func format(of contentType: String?) throws(Problem) -> ImportFormat {
        let parts = (contentType ?? "").lowercased().filter { $0 != " " && $0 != "\t" }.split(separator: ";")
        let isText = parts.dropFirst().allSatisfy { part in
            !part.hasPrefix("charset=") || ["charset=utf-8", "charset=\"utf-8\""].contains(part)
        }
        switch parts.first {
        case "text/csv"? where isText: return .csv
        case let type? where isText && lineTypes.contains(type): return .ndjson
        default:
            throw Problem(.unsupportedMediaType, detail: "Send the body as application/x-ndjson or text/csv, in UTF-8.")
        }
    }
}
