/// The chunks of a WebP up to its bitstream (RFC 9649; RFC 6386 §9.1 for the lossy one).
enum WebPHeader {
    fileprivate struct Canvas {
        let width: Int
        let height: Int
    }

    static func read(_ reader: inout ByteReader<some RandomAccessCollection<UInt8>>) throws(ImageRefusal) -> ImageHeader
    {
        guard reader.skip(4), let size = reader.littleEndian(4), reader.skip(4) else { throw .endsTooEarly(.webp) }
        // What the RIFF header counts begins behind it.
        guard size + 8 <= reader.offset + reader.remaining else { throw .endsTooEarly(.webp) }
        guard size + 8 == reader.offset + reader.remaining else { throw .somethingBehind(.webp) }
        var canvas: Canvas?
        while let kind = reader.littleEndian(4) {
            guard let length = reader.littleEndian(4), length <= reader.remaining else { throw .endsTooEarly(.webp) }
            switch kind {
            case Self.kind("VP8X"):
                guard canvas == nil else { throw .damaged(.webp) }
                canvas = try extended(&reader, length: length)
            case Self.kind("VP8 "):
                return try lossy(&reader, length: length).header(isLossless: false, on: canvas)
            case Self.kind("VP8L"):
                return try lossless(&reader, length: length).header(isLossless: true, on: canvas)
            default:
                // Chunks have an even number of bytes.
                guard canvas != nil, reader.skip(length + length & 1) else { throw .damaged(.webp) }
            }
        }
        throw .damaged(.webp)
    }

    private static func extended(
        _ reader: inout ByteReader<some RandomAccessCollection<UInt8>>, length: Int
    ) throws(ImageRefusal) -> Canvas {
        guard length == 10, let flags = reader.byte(), reader.skip(3), let width = reader.littleEndian(3),
            let height = reader.littleEndian(3)
        else { throw .damaged(.webp) }
        guard flags & 0x02 == 0 else { throw .animated(.webp) }
        return Canvas(width: width + 1, height: height + 1)
    }

    private static func lossy(
        _ reader: inout ByteReader<some RandomAccessCollection<UInt8>>, length: Int
    ) throws(ImageRefusal) -> Canvas {
        // A key frame's tag, its start code, and 14 bits for each side.
        guard length >= 10, let tag = reader.littleEndian(3), tag & 1 == 0, reader.bigEndian(3) == 0x9d012a,
            let width = reader.littleEndian(2), let height = reader.littleEndian(2)
        else { throw .damaged(.webp) }
        return Canvas(width: width & 0x3fff, height: height & 0x3fff)
    }

    private static func lossless(
        _ reader: inout ByteReader<some RandomAccessCollection<UInt8>>, length: Int
    ) throws(ImageRefusal) -> Canvas {
        guard length >= 5, reader.byte() == 0x2f, let bits = reader.littleEndian(4) else { throw .damaged(.webp) }
        return Canvas(width: bits & 0x3fff + 1, height: bits >> 14 & 0x3fff + 1)
    }

    private static func kind(_ text: StaticString) -> Int {
        text.withUTF8Buffer { $0.reversed().reduce(0) { $0 << 8 | Int($1) } }
    }
}

extension WebPHeader.Canvas {
    /// Throws when the container promised another size.
    fileprivate func header(
        isLossless: Bool, on canvas: WebPHeader.Canvas?
    ) throws(ImageRefusal) -> ImageHeader {
        if let canvas, canvas.width != width || canvas.height != height { throw .damaged(.webp) }
        return ImageHeader(format: .webp, width: width, height: height, isLossless: isLossless)
    }
}
