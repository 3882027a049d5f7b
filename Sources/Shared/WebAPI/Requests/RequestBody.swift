import HTTPTypes
import Hummingbird
import NIOCore

/// A request's body, read into memory.
package enum RequestBody {
    /// Reads the whole of it. Throws `payload-too-large` past `limit` bytes, at once when the length is announced.
    package static func collect(_ request: Request, limit: Int) async throws -> [UInt8] {
        let tooLarge = Problem(.payloadTooLarge, detail: "A body has at most \(limit) bytes.")
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLarge }
        do {
            return Array(buffer: try await request.body.collect(upTo: limit))
        } catch is NIOTooManyBytesError {
            throw tooLarge
        }
    }
}
