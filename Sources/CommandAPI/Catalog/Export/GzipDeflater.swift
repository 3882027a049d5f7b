import CZlib

/// Deflates bytes into one gzip member (RFC 1952), piece by piece. Not `Sendable`: one writer owns it.
///
/// zlib keeps a pointer back to its stream, hence the allocation that never moves.
final class GzipDeflater {
    /// zlib could not have its memory.
    struct OutOfMemory: Error {}

    private static let pieceSize = 64 * 1024

    private let stream: UnsafeMutablePointer<z_stream>

    init() throws(OutOfMemory) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 is the largest window, 16 more asks for the gzip wrapper, 8 is zlib's usual use of memory. Level 4: a
        // catalog gets hardly smaller with more, only slower.
        let status = deflateInit2_(
            stream, 4, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw OutOfMemory() }
    }

    deinit {
        deflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// What these bytes add to the member; possibly nothing yet.
    func deflate(_ bytes: [UInt8]) -> [UInt8] { run(bytes, Z_NO_FLUSH) }

    /// The end of the member.
    func finish() -> [UInt8] { run([], Z_FINISH) }

    private func run(_ bytes: [UInt8], _ flush: Int32) -> [UInt8] {
        var input = bytes
        var result: [UInt8] = []
        input.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            repeat {
                result += [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { output, count in
                    stream.pointee.next_out = output.baseAddress
                    stream.pointee.avail_out = UInt32(Self.pieceSize)
                    _ = CZlib.deflate(stream, flush)
                    count = Self.pieceSize - Int(stream.pointee.avail_out)
                }
                // A piece that was filled to the brim may not have been all.
            } while stream.pointee.avail_out == 0
        }
        return result
    }
}
