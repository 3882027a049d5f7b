import CZlib

/// Bytes as one gzip member (RFC 1952).
func gzipped(_ bytes: [UInt8]) -> [UInt8] {
    var input = bytes
    var stream = z_stream()
    precondition(
        deflateInit2_(
            &stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
            == Z_OK)
    defer { deflateEnd(&stream) }
    return input.withUnsafeMutableBufferPointer { input in
        let capacity = Int(deflateBound(&stream, UInt(input.count)))
        return [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            stream.next_out = output.baseAddress
            stream.avail_out = UInt32(capacity)
            precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END)
            count = capacity - Int(stream.avail_out)
        }
    }
}
