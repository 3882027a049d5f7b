import TestSupport
import Testing

@testable import Media

@Suite("What an image says of itself")
struct ImageHeaderTests {
    private static let jpeg: [UInt8] =
        [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xc4, 0, 3, 9, 0xff, 0xc2, 0, 11, 8, 0x02, 0x58, 0x03, 0x20]
        + [1, 1, 0x11, 0, 0xff, 0xda]

    private static func webp(_ chunks: [UInt8]) -> [UInt8] {
        Array("RIFF".utf8) + little(chunks.count + 4, 4) + Array("WEBP".utf8) + chunks
    }

    private static func chunk(_ kind: String, _ content: [UInt8]) -> [UInt8] {
        Array(kind.utf8) + little(content.count, 4) + content + (content.count % 2 == 1 ? [0] : [])
    }

    private static func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static let lossy = chunk("VP8 ", [0x10, 0, 0, 0x9d, 0x01, 0x2a] + little(640, 2) + little(480, 2))
    private static let lossless = chunk("VP8L", [0x2f] + little(639 | 479 << 14, 4))

    private static func extended(flags: UInt8, _ width: Int, _ height: Int) -> [UInt8] {
        chunk("VP8X", [flags, 0, 0, 0] + little(width - 1, 3) + little(height - 1, 3))
    }

    private func read(_ bytes: [UInt8], maximum: Int = 50_000_000) -> Result<ImageHeader, ImageRefusal> {
        Result { () throws(ImageRefusal) in try ImageHeader.read(bytes, maximumPixels: maximum) }
    }

    @Test("the size of each kind is found")
    func sizes() {
        let cases: [([UInt8], ImageHeader)] = [
            (Self.jpeg, ImageHeader(format: .jpeg, width: 800, height: 600, isLossless: false)),
            (
                SamplePNG.bytes(width: 7, height: 5),
                ImageHeader(format: .png, width: 7, height: 5, isLossless: true)
            ),
            (Self.webp(Self.lossy), ImageHeader(format: .webp, width: 640, height: 480, isLossless: false)),
            (Self.webp(Self.lossless), ImageHeader(format: .webp, width: 640, height: 480, isLossless: true)),
            (
                Self.webp(Self.extended(flags: 0x10, 640, 480) + Self.chunk("ICCP", [1, 2, 3]) + Self.lossy),
                ImageHeader(format: .webp, width: 640, height: 480, isLossless: false)
            ),
        ]
        for (bytes, header) in cases { #expect(read(bytes) == .success(header)) }
    }

    @Test("what is not one of the three kinds is refused, by its name where that is known")
    func otherKinds() {
        let cases: [(String, String?)] = [
            ("GIF89a", "a GIF"), ("<svg xmlns=", "an SVG"), ("<?xml version", "an SVG"), ("%PDF-1.7", "a PDF"),
            ("hello", nil), ("", nil), ("\u{0}\u{0}\u{0}\u{18}ftypheic", "a HEIC or a film"),
        ]
        for (text, kind) in cases {
            #expect(read(Array(text.utf8)) == .failure(.notAnImage(looksLike: kind)), "\(text)")
        }
    }

    @Test("more pixels than the limit are refused before anything is decoded")
    func pixelLimit() {
        #expect(
            read(SamplePNG.promising(width: 60_000, height: 60_000))
                == .failure(.tooManyPixels(width: 60_000, height: 60_000, maximum: 50_000_000)))
        let largest = Int(Int32.max)
        #expect(
            read(SamplePNG.promising(width: largest, height: largest), maximum: .max >> 8)
                == .failure(.tooManyPixels(width: largest, height: largest, maximum: .max >> 8)))
        #expect(read(SamplePNG.promising(width: 0, height: 5)) == .failure(.damaged(.png)))
        #expect(read(SamplePNG.bytes(width: 10, height: 10), maximum: 100) != read([], maximum: 100))
        #expect(
            read(SamplePNG.bytes(width: 10, height: 10), maximum: 99) != read(SamplePNG.bytes(width: 10, height: 10)))
    }

    @Test("an animation is refused")
    func animations() {
        #expect(read(Self.webp(Self.extended(flags: 0x02, 640, 480))) == .failure(.animated(.webp)))
        let animated =
            SamplePNG.signature + SamplePNG.header(width: 5, height: 5)
            + SamplePNG.chunk("acTL", [0, 0, 0, 2, 0, 0, 0, 0])
        #expect(read(animated) == .failure(.animated(.png)))
    }

    @Test("what hides behind an image's end is refused, and a container that lies about its size")
    func polyglots() {
        #expect(read(SamplePNG.bytes(width: 2, height: 2) + Array("<script>".utf8)) == .failure(.somethingBehind(.png)))
        #expect(read(Self.webp(Self.lossy) + [0x50, 0x4b]) == .failure(.somethingBehind(.webp)))
        #expect(read(Self.webp(Self.extended(flags: 0, 641, 480) + Self.lossy)) == .failure(.damaged(.webp)))
    }

    @Test("every beginning of an image ends too early, as long as its size is not known")
    func truncated() {
        let png = SamplePNG.bytes(width: 3, height: 3)
        for count in 8..<png.count {
            #expect(read(Array(png.prefix(count))) == .failure(.endsTooEarly(.png)), "\(count)")
        }
        for count in 3..<23 where Self.jpeg.count > count {
            #expect(read(Array(Self.jpeg.prefix(count))) == .failure(.endsTooEarly(.jpeg)), "\(count)")
        }
        let webp = Self.webp(Self.lossy)
        for count in 12..<webp.count {
            #expect(read(Array(webp.prefix(count))) == .failure(.endsTooEarly(.webp)), "\(count)")
        }
    }

    @Test("whatever the bytes, there is an answer", arguments: 1...40 as ClosedRange<UInt64>)
    func random(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let samples = [
            Self.jpeg, SamplePNG.bytes(width: 9, height: 4), Self.webp(Self.lossy), Self.webp(Self.lossless),
            Self.webp(Self.extended(flags: 0, 640, 480) + Self.lossy),
        ]
        for _ in 0..<300 {
            var bytes = samples.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = .random(in: 0 ... .max, using: &random)
                case 1: bytes.removeSubrange(place...)
                default: bytes.insert(.random(in: 0 ... .max, using: &random), at: place)
                }
            }
            if case .success(let header) = read(bytes) {
                #expect(header.width > 0 && header.height > 0 && header.width * header.height <= 50_000_000)
            }
        }
    }
}
