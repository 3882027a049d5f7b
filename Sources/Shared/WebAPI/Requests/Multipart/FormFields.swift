import HTTPTypes
import Hummingbird
import NIOCore

/// Reads the parts of a form one by one and collects all that is wrong with them, as `BodyFields` does for JSON.
///
/// ```swift
/// var fields = try await FormFields(request, maximumBytes: 6 << 20)
/// let file = fields.file("file", maximumBytes: 5 << 20)
/// let alt = fields.optional("alt", .text(max: 500))
/// try fields.finish()
/// ```
package struct FormFields: Sendable {
    private let parts: [MultipartForm.Part]
    private var errors = FieldErrors()
    private var known: Set<String> = []

    /// Reads the whole body. Throws `payload-too-large`, `unsupported-media-type`, or `bad-request`.
    package init(_ request: Request, maximumBytes: Int) async throws {
        let bytes = try await RequestBody.collect(request, limit: maximumBytes)
        try self.init(bytes, contentType: request.headers[.contentType])
    }

    package init(_ bytes: [UInt8], contentType: String?) throws(Problem) {
        do {
            parts = try MultipartForm(bytes, contentType: contentType).parts
        } catch {
            throw error.problem
        }
    }

    /// What the parts say, for comparing a retry with the first attempt: a client that builds its form anew divides it by
    /// another boundary.
    package var content: [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(parts.reduce(0) { $0 + $1.name.utf8.count + $1.bytes.count + 40 })
        for part in parts {
            // With their lengths, so that no two forms come to the same bytes.
            content += "\(part.name.utf8.count) \(part.bytes.count)\n\(part.name)".utf8
            content += part.bytes
        }
        return content
    }

    /// A file that must be there, with something in it. Throws `payload-too-large` past the limit.
    package mutating func file(_ name: String, maximumBytes: Int) throws(Problem) -> ArraySlice<UInt8> {
        guard let bytes = part(name) else {
            errors.add(name, "is required")
            return []
        }
        guard bytes.count <= maximumBytes else {
            throw Problem(.payloadTooLarge, detail: "A file has at most \(maximumBytes) bytes.")
        }
        if bytes.isEmpty { errors.add(name, "must not be empty") }
        return bytes
    }

    /// A text that may be absent.
    package mutating func optional<Value>(_ name: String, _ type: ParameterType<Value>) -> Value? {
        guard let bytes = part(name) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            errors.add(name, "must be UTF-8 text")
            return nil
        }
        do {
            return try type.parse(text)
        } catch {
            errors.add(name, error.message)
            return nil
        }
    }

    /// Throws `validation` with everything that was wrong, parts that nobody asked for included.
    package func finish() throws(Problem) {
        var errors = errors
        for part in parts where !known.contains(part.name) && errors[part.name].isEmpty {
            errors.add(part.name, "is not a known field")
        }
        guard errors.isEmpty else { throw Problem(.validation, errors: errors) }
    }

    private mutating func part(_ name: String) -> ArraySlice<UInt8>? {
        known.insert(name)
        let found = parts.filter { $0.name == name }
        if found.count > 1 { errors.add(name, "is given more than once") }
        return found.first?.bytes
    }
}
