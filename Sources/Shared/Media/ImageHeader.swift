/// What an image says of itself before any of it is decoded. Only its content counts: neither a file's name nor a
/// content type is looked at.
package struct ImageHeader: Sendable, Equatable {
    package let format: ImageFormat
    /// In pixels as they are stored, before a camera's orientation is applied; at least 1.
    package let width: Int
    package let height: Int
    /// Whether its pixels are stored exactly.
    package let isLossless: Bool

    package init(format: ImageFormat, width: Int, height: Int, isLossless: Bool) {
        self.format = format
        self.width = width
        self.height = height
        self.isLossless = isLossless
    }

    package var longestSide: Int { max(width, height) }

    /// Reads the header of a whole file. It takes time by the number of chunks, not of pixels.
    /// - Parameter maximumPixels: more are refused, before memory for them is asked for.
    package static func read(
        _ bytes: some RandomAccessCollection<UInt8>, maximumPixels: Int
    ) throws(ImageRefusal) -> ImageHeader {
        var reader = ByteReader(bytes)
        guard let format = format(of: reader) else { throw .notAnImage(looksLike: knownKind(reader)) }
        let header: ImageHeader =
            switch format {
            case .jpeg: try JPEGHeader.read(&reader)
            case .png: try PNGHeader.read(&reader)
            case .webp: try WebPHeader.read(&reader)
            }
        guard header.width > 0, header.height > 0 else { throw .damaged(format) }
        let (pixels, overflow) = header.width.multipliedReportingOverflow(by: header.height)
        guard !overflow, pixels <= maximumPixels else {
            throw .tooManyPixels(width: header.width, height: header.height, maximum: maximumPixels)
        }
        return header
    }

    private static func format(of reader: ByteReader<some RandomAccessCollection<UInt8>>) -> ImageFormat? {
        if reader.starts(with: [0xff, 0xd8, 0xff]) { return .jpeg }
        if reader.starts(with: PNGHeader.signature) { return .png }
        if reader.starts(with: "RIFF"), reader.starts(with: "WEBP", at: 8) { return .webp }
        return nil
    }

    /// What is often sent instead, so that the refusal can name it.
    private static func knownKind(_ reader: ByteReader<some RandomAccessCollection<UInt8>>) -> String? {
        if reader.starts(with: "GIF8") { return "a GIF" }
        if reader.starts(with: "<svg") || reader.starts(with: "<?xml") { return "an SVG" }
        if reader.starts(with: "%PDF") { return "a PDF" }
        if reader.starts(with: "BM") { return "a BMP" }
        if reader.starts(with: "II*\0") || reader.starts(with: "MM\0*") { return "a TIFF" }
        if reader.starts(with: "ftypavi", at: 4) { return "an AVIF" }
        if reader.starts(with: "ftyp", at: 4) { return "a HEIC or a film" }
        return nil
    }
}
