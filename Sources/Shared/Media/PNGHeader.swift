/// The chunks of a PNG, from its header to its end (W3C, PNG third edition, §5).
enum PNGHeader {
    static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

    private static let header = kind("IHDR")
    private static let animation = kind("acTL")
    private static let end = kind("IEND")

    static func read(_ reader: inout ByteReader<some RandomAccessCollection<UInt8>>) throws(ImageRefusal) -> ImageHeader
    {
        guard reader.skip(signature.count), let length = reader.bigEndian(4), let first = reader.bigEndian(4) else {
            throw .endsTooEarly(.png)
        }
        guard length == 13, first == header else { throw .damaged(.png) }
        guard let width = reader.bigEndian(4), let height = reader.bigEndian(4), let depth = reader.byte(),
            let colour = reader.byte(), reader.skip(3 + 4)
        else { throw .endsTooEarly(.png) }
        guard depths(of: colour).contains(depth), width <= Int32.max, height <= Int32.max else { throw .damaged(.png) }
        try walkToEnd(&reader)
        return ImageHeader(format: .png, width: width, height: height, isLossless: true)
    }

    private static func walkToEnd(
        _ reader: inout ByteReader<some RandomAccessCollection<UInt8>>
    ) throws(ImageRefusal) {
        while let length = reader.bigEndian(4), let kind = reader.bigEndian(4) {
            if kind == animation { throw .animated(.png) }
            // With the checksum behind it.
            guard reader.skip(length + 4) else { throw .endsTooEarly(.png) }
            guard kind == end else { continue }
            guard reader.remaining == 0 else { throw .somethingBehind(.png) }
            return
        }
        throw .endsTooEarly(.png)
    }

    /// How many bits a sample may have, for each colour type (table 8 there); empty for a type that there is not.
    private static func depths(of colour: Int) -> [Int] {
        switch colour {
        case 0: [1, 2, 4, 8, 16]
        case 3: [1, 2, 4, 8]
        case 2, 4, 6: [8, 16]
        default: []
        }
    }

    private static func kind(_ text: StaticString) -> Int {
        text.withUTF8Buffer { $0.reduce(0) { $0 << 8 | Int($1) } }
    }
}
