import Crypto
import Hummingbird
import NIOCore
import Synchronization

/// A request's body in the chunks that it comes in; nothing more is read from the connection than is asked for here.
struct UploadChunks: AsyncSequence {
    typealias Element = [UInt8]

    let body: RequestBody
    let meter: UploadMeter
    /// Gets to see everything that is read.
    var digest: UploadDigest?

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(body: body.makeAsyncIterator(), meter: meter, digest: digest)
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var body: RequestBody.AsyncIterator
        fileprivate var meter: UploadMeter
        fileprivate let digest: UploadDigest?

        /// Throws a `Problem` of the meter, and what the connection throws when it ends.
        mutating func next() async throws -> [UInt8]? {
            let start = ContinuousClock.now
            guard let buffer = try await body.next() else {
                try meter.end()
                return nil
            }
            let chunk = Array(buffer: buffer)
            try meter.take(chunk.count, after: start.duration(to: .now))
            digest?.add(chunk)
            return chunk
        }
    }
}

/// SHA-256 of a body while it is being read.
final class UploadDigest: Sendable {
    private let hash: Mutex<SHA256>

    /// - Parameter hash: of what stands before the body.
    init(_ hash: SHA256) { self.hash = Mutex(hash) }

    func add(_ bytes: [UInt8]) { hash.withLock { $0.update(data: bytes) } }

    /// Of all that was added.
    var value: [UInt8] { hash.withLock { Array($0.finalize()) } }
}
