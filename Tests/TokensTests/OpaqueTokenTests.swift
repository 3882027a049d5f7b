import Testing

@testable import Tokens

@Suite struct OpaqueTokenTests {
    @Test("what its owner sends back has the digest that was stored")
    func roundTrip() throws {
        let token = OpaqueToken()
        let returned = try #require(OpaqueToken(parsing: token.text))
        #expect(returned.digest == token.digest && token.digest.count == 32)
        #expect(token.text.utf8.count == 43)
        #expect(OpaqueToken().text != token.text)
    }

    @Test(
        "what has not the form of one is none",
        arguments: [
            "", "abc", String(repeating: "A", count: 42), String(repeating: "A", count: 44),
            String(repeating: "+", count: 43), String(repeating: "A", count: 42) + "=",
            String(repeating: "A", count: 42) + "B",
        ])
    func refuses(text: String) { #expect(OpaqueToken(parsing: text) == nil) }

    @Test("it does not print itself")
    func printsNothing() {
        let token = OpaqueToken()
        var dumped = ""
        dump(token, to: &dumped)
        #expect("\(token)" == "[redacted]" && String(reflecting: token) == "[redacted]")
        #expect(!dumped.contains("bytes"))
    }
}
