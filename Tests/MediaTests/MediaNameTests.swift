import Testing

@testable import Media

@Suite("Names of stored images")
struct MediaNameTests {
    @Test("a name is the hash of the bytes, and reads back")
    func hash() {
        let name = MediaName(of: Array("abc".utf8), .webp)
        let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(name.description == "\(hash).webp")
        #expect(MediaName(parsing: name.description) == name)
    }

    @Test("nothing else is a name")
    func others() {
        let hash = String(repeating: "a", count: 64)
        let others = [
            "", "\(hash)", "\(hash).svg", "\(hash).jpg.png", "\(hash.dropLast()).jpg", "\(hash)a.jpg",
            "\(hash.uppercased()).jpg", "../\(hash.dropLast(3)).jpg", "\(hash).jpg/", "\(hash).JPG", ".\(hash).jpg",
            "\(hash.dropLast())é.jpg", "incoming",
        ]
        for text in others { #expect(MediaName(parsing: text) == nil, "\(text)") }
    }
}

@Suite("Ranges of bytes")
struct ByteRangeTests {
    @Test(
        "one range within the size is taken as RFC 9110 says",
        arguments: [
            (nil, .whole), ("bytes=0-0", .part(0..<1)), ("bytes=2-", .part(2..<10)), ("bytes=-3", .part(7..<10)),
            ("bytes=5-100", .part(5..<10)), ("bytes=-100", .part(0..<10)), ("bytes=10-", .whole),
            ("bytes=-0", .whole), ("bytes=5-4", .whole), ("bytes=0-1,3-4", .whole), ("lines=0-1", .whole),
            ("bytes=a-b", .whole), ("bytes=-", .whole), ("bytes=99999999999999999999-", .whole),
        ] as [(String?, ByteRange)])
    func ranges(field: String?, expected: ByteRange) {
        #expect(ByteRange(field, size: 10) == expected)
    }
}
