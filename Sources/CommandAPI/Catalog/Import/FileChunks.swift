import Dispatch
import Glibc

/// A file's bytes in order, in chunks. Reading blocks a thread of its own queue, never the cooperative pool.
struct FileChunks: AsyncSequence {
    typealias Element = [UInt8]

    static let chunkSize = 256 * 1024

    /// The system's own words for why a file cannot be read.
    struct ReadFailure: Error, CustomStringConvertible {
        let code: Int32

        var description: String { String(cString: strerror(code)) }
    }

    private let descriptor: Int32
    private let queue = DispatchQueue(label: "tandem.import.read")

    /// - Parameter descriptor: open for reading; the caller closes it after the last chunk.
    init(descriptor: Int32) { self.descriptor = descriptor }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(descriptor: descriptor, queue: queue) }

    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let descriptor: Int32
        fileprivate let queue: DispatchQueue

        func next() async throws -> [UInt8]? {
            try await withCheckedThrowingContinuation { continuation in
                queue.async { continuation.resume(with: Result { try Self.read(descriptor) }) }
            }
        }

        private static func read(_ descriptor: Int32) throws(ReadFailure) -> [UInt8]? {
            var failure: Int32?
            let chunk = [UInt8](unsafeUninitializedCapacity: chunkSize) { buffer, count in
                var result: Int
                repeat {
                    result = Glibc.read(descriptor, buffer.baseAddress, chunkSize)
                } while result < 0 && errno == EINTR
                failure = result < 0 ? errno : nil
                count = Swift.max(result, 0)
            }
            if let failure { throw ReadFailure(code: failure) }
            return chunk.isEmpty ? nil : chunk
        }
    }
}
