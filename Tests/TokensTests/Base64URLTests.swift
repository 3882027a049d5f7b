import Testing

@testable import Tokens

@Suite struct Base64URLTests {
    @Test(
        "each value has one text",
        arguments: [[], [0], [0xFF, 0xFE], [1, 2, 3], [0xFB, 0xEF, 0xBE, 0xFF]] as [[UInt8]])
    func oneText(bytes: [UInt8]) {
        #expect(Base64URL.decode(Base64URL.encode(bytes).utf8) == bytes)
        for text in ["A", "AB", "AAB", "A=", "+/"] { #expect(Base64URL.decode(text.utf8) == nil) }
    }
}
