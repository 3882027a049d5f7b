import CZlib

/// Inflates gzip (RFC 1952), piece by piece, also files made of several members. Not `Sendable`: one reader owns it.
///
/// zlib keeps a pointer back to its stream, hence the allocation that never moves.
final class GzipInflater {
    /// The most that one call of `next` gives: what bounds the memory that a small file can blow itself up to.
    static let pieceSize = 256 * 1024
    private static let magic: [UInt8] = [0x1F, 0x8B]
    /// How many bytes it takes to tell gzip from anything else.
    static let magicLength = 2

    private let stream: UnsafeMutablePointer<z_stream>
    private var input: [UInt8] = []
    private var inputStart = 0
    /// Whether the last member read so far is complete.
    private var isAtMemberEnd = false
    /// Whether the last piece was full: then zlib may hold more, also with no input left.
    private var mayHoldMore = false

    /// Throws when zlib cannot have its memory.
    init() throws(UnreadableFile) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 is the largest window, 16 more asks for the gzip wrapper.
        guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .notGzip
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    static func isGzip(_ bytes: some Collection<UInt8>) -> Bool { bytes.starts(with: magic) }

    /// Takes compressed bytes; those before must have been inflated: `next` has given nil.
    func append(_ bytes: [UInt8]) {
        input = bytes
        inputStart = 0
    }

    /// The next piece of plain bytes, never empty; nil when more compressed bytes are needed.
    func next() throws(UnreadableFile) -> [UInt8]? {
        while inputStart < input.count || mayHoldMore {
            if isAtMemberEnd {
                guard inputStart < input.count else { return nil }
                guard inflateReset(stream) == Z_OK else { throw .notGzip }
                isAtMemberEnd = false
            }
            let piece = try inflatePiece()
            if !piece.isEmpty { return piece }
        }
        return nil
    }

    /// Says that nothing follows.
    func finish() throws(UnreadableFile) {
        guard isAtMemberEnd else { throw .gzipCutOff }
    }

    private func inflatePiece() throws(UnreadableFile) -> [UInt8] {
        let available = input.count - inputStart
        var status = Z_OK
        let piece = [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { output, count in
            input.withUnsafeMutableBufferPointer { input in
                stream.pointee.next_in = input.baseAddress.map { $0 + inputStart }
                stream.pointee.avail_in = UInt32(available)
                stream.pointee.next_out = output.baseAddress
                stream.pointee.avail_out = UInt32(Self.pieceSize)
                status = inflate(stream, Z_NO_FLUSH)
            }
            count = Self.pieceSize - Int(stream.pointee.avail_out)
        }
        inputStart += available - Int(stream.pointee.avail_in)
        mayHoldMore = stream.pointee.avail_out == 0
        switch status {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: isAtMemberEnd = true
        default: throw .notGzip
        }
        return piece
    }
}
