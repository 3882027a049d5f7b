import Media

/// What is kept of an uploaded image: it is made anew at its full size, and once for each of the smaller ones. Nothing of
/// the bytes that were sent is kept, so that neither the place where a photograph was taken nor what was hidden in the
/// file gets out.
struct Renditions: Sendable {
    struct Rendition: Sendable {
        let bytes: [UInt8]
        let name: MediaName
        let width: Int
        let height: Int
    }

    let full: Rendition
    /// The smallest first; none that would be as large as the image itself.
    let sizes: [Rendition]

    var all: [Rendition] { sizes + [full] }

    /// Pixels on the longest side.
    static let sides = [320, 1_024]

    /// Throws `ImageProgram.Failure`.
    static func make(of bytes: [UInt8], _ header: ImageHeader, _ program: ImageProgram) async throws -> Renditions {
        // Larger than any side: it stays as it is.
        let full = try await make(of: bytes, header, program, side: 10_000_000, quality: 90)
        var sizes: [Rendition] = []
        for side in sides where side < header.longestSide {
            sizes.append(try await make(of: bytes, header, program, side: side, quality: 82))
        }
        return Renditions(full: full, sizes: sizes)
    }

    private static func make(
        of bytes: [UInt8], _ header: ImageHeader, _ program: ImageProgram, side: Int, quality: Int
    ) async throws -> Rendition {
        let result = try await program.run(
            bytes, header.format, encoder: encoder(header, quality: quality), longestSide: side)
        guard let made = try? ImageHeader.read(result, maximumPixels: .max), made.format == header.format else {
            throw ImageProgram.Failure.notDecoded
        }
        return Rendition(
            bytes: result, name: MediaName(of: result, made.format), width: made.width, height: made.height)
    }

    /// An image stays of its kind: exact ones remain exact.
    private static func encoder(_ header: ImageHeader, quality: Int) -> String {
        switch header.format {
        case .jpeg: "strip,optimize_coding,Q=\(quality)"
        case .png: "strip"
        case .webp: header.isLossless ? "strip,lossless" : "strip,Q=\(quality)"
        }
    }
}
