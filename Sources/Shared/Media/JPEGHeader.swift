/// The markers of a JPEG up to its frame's header (ITU-T T.81, annex B).
enum JPEGHeader {
    static func read(_ reader: inout ByteReader<some RandomAccessCollection<UInt8>>) throws(ImageRefusal) -> ImageHeader
    {
        guard reader.skip(2) else { throw .endsTooEarly(.jpeg) }
        while true {
            let marker = try marker(&reader)
            guard let length = reader.bigEndian(2) else { throw .endsTooEarly(.jpeg) }
            guard length >= 2 else { throw .damaged(.jpeg) }
            if isFrame(marker) { return try frame(&reader, length: length) }
            guard reader.skip(length - 2) else { throw .endsTooEarly(.jpeg) }
        }
    }

    /// The next marker that a segment follows; any number of bytes 0xFF may stand before it.
    private static func marker(
        _ reader: inout ByteReader<some RandomAccessCollection<UInt8>>
    ) throws(ImageRefusal) -> Int {
        guard let start = reader.byte() else { throw .endsTooEarly(.jpeg) }
        guard start == 0xff else { throw .damaged(.jpeg) }
        while let marker = reader.byte() {
            if marker == 0xff { continue }
            // Neither a scan nor the end comes before the frame, nor does a marker without a segment.
            guard marker >= 0xc0, !(0xd0...0xda).contains(marker) else { throw .damaged(.jpeg) }
            return marker
        }
        throw .endsTooEarly(.jpeg)
    }

    /// SOF0 to SOF15; DHT, JPG and DAC stand between them.
    private static func isFrame(_ marker: Int) -> Bool {
        (0xc0...0xcf).contains(marker) && ![0xc4, 0xc8, 0xcc].contains(marker)
    }

    private static func frame(
        _ reader: inout ByteReader<some RandomAccessCollection<UInt8>>, length: Int
    ) throws(ImageRefusal) -> ImageHeader {
        guard length >= 8 else { throw .damaged(.jpeg) }
        guard reader.skip(1), let height = reader.bigEndian(2), let width = reader.bigEndian(2) else {
            throw .endsTooEarly(.jpeg)
        }
        return ImageHeader(format: .jpeg, width: width, height: height, isLossless: false)
    }
}
