import JSON
import Testing

@Suite struct JSONParserTests {
    @Test("a text is read with its members in order and its numbers as they were written")
    func readsAll() throws {
        let value = try JSONParser.parse(
            #" {"b": [1, -2.50, 1e3], "a": {"t": true, "f": false, "n": null}, "s": "x"} "#.utf8)
        #expect(value.objectValue?.names == ["b", "a", "s"])
        let numbers: [String]? = value["b"]?.arrayValue?.map {
            if case .number(let number) = $0 { number.text } else { "" }
        }
        #expect(numbers == ["1", "-2.50", "1e3"])
        #expect(value["b"]?.arrayValue?.map(\.integerValue) == [1, nil, nil])
        #expect(value["a"]?["t"]?.boolValue == true)
        #expect(value["a"]?["f"]?.boolValue == false)
        #expect(value["a"]?["n"]?.isNull == true)
        #expect(value["s"]?.stringValue == "x")
        #expect(value["absent"] == nil)
    }

    @Test(
        "all of 64 bits are read exactly, and one more is not an integer",
        arguments: [
            ("9223372036854775807", Int64.max), ("-9223372036854775808", .min), ("9223372036854775808", nil),
            ("1.0", nil),
            ("-0", 0),
        ] as [(String, Int64?)])
    func integers(text: String, expected: Int64?) throws {
        #expect(try JSONParser.parse(text.utf8).integerValue == expected)
    }

    @Test(
        "a number is whole however it is written",
        arguments: [
            ("7", 7), ("-7.0", -7), ("7e0", 7), ("1.50e1", 15), ("-0.0", 0), ("0e999", 0), ("120e-1", 12),
            ("1e3", 1_000),
            ("1.5", nil), ("1e-1", nil), ("15e-2", nil), ("1e19", nil), ("9223372036854775808.0", nil),
            ("1e99999999999999999999", nil), ("1e-99999999", nil),
        ] as [(String, Int64?)])
    func wholeNumbers(text: String, expected: Int64?) throws {
        #expect(try JSONParser.parse(text.utf8).wholeValue == expected)
    }

    @Test("every escape is understood, and pairs of surrogates become one character")
    func escapes() throws {
        let value = try JSONParser.parse(#""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00""#.utf8)
        #expect(value.stringValue == "\"\\/\u{8}\u{c}\n\r\té😀")
    }

    @Test(
        "what is not JSON, or what two readers could take differently, is refused with its place",
        arguments: [
            ("", 0, .unexpectedEnd), ("  ", 2, .unexpectedEnd), ("{", 1, .unexpectedEnd), ("[1", 2, .unexpectedEnd),
            ("\"a", 2, .unexpectedEnd), ("tru", 3, .unexpectedEnd), ("\"\\u00", 5, .unexpectedEnd),
            ("nul!", 3, .unexpectedByte(UInt8(ascii: "!"))), ("'a'", 0, .unexpectedByte(UInt8(ascii: "'"))),
            ("[1,]", 3, .unexpectedByte(UInt8(ascii: "]"))), ("{\"a\":1,}", 7, .unexpectedByte(UInt8(ascii: "}"))),
            ("{a:1}", 1, .unexpectedByte(UInt8(ascii: "a"))), ("{\"a\" 1}", 5, .unexpectedByte(UInt8(ascii: "1"))),
            ("[1 2]", 3, .unexpectedByte(UInt8(ascii: "2"))), ("NaN", 0, .unexpectedByte(UInt8(ascii: "N"))),
            ("+1", 0, .unexpectedByte(UInt8(ascii: "+"))), (".5", 0, .unexpectedByte(UInt8(ascii: "."))),
            ("\u{FEFF}1", 0, .unexpectedByte(0xEF)), ("/**/1", 0, .unexpectedByte(UInt8(ascii: "/"))),
            ("1 2", 2, .trailingText), ("{}]", 2, .trailingText),
            ("01", 1, .invalidNumber), ("-", 1, .invalidNumber), ("1.", 2, .invalidNumber), ("1e", 2, .invalidNumber),
            ("1e+", 3, .invalidNumber), ("-01", 2, .invalidNumber),
            ("\"\\x\"", 1, .invalidEscape), ("\"\\u12g4\"", 1, .invalidEscape),
            ("\"\\uD800\"", 1, .loneSurrogate), ("\"\\uDC00\"", 1, .loneSurrogate),
            ("\"\\uD800\\u0041\"", 1, .loneSurrogate), ("\"\\uD800\\n\"", 1, .loneSurrogate),
            ("\"\\u0000\"", 1, .nulCharacter), ("\"a\u{0}\"", 2, .nulCharacter), ("\"a\nb\"", 2, .controlCharacter),
            ("{\"a\":1,\"b\":2,\"a\":3}", 13, .duplicateName("a")), ("{\"a\":1,\"\\u0061\":3}", 7, .duplicateName("a")),
        ] as [(String, Int, JSONError.Reason)])
    func refuses(text: String, offset: Int, reason: JSONError.Reason) {
        let error = #expect(throws: JSONError.self) { try JSONParser.parse(text.utf8) }
        #expect(error?.offset == offset)
        #expect(error?.reason == reason)
    }

    @Test(
        "bytes that are not UTF-8 are refused",
        arguments: [
            [0xFF], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3, 0x5C, 0x6E],
        ] as [[UInt8]])
    func refusesBadUTF8(bytes: [UInt8]) {
        let error = #expect(throws: JSONError.self) { try JSONParser.parse([0x22] + bytes + [0x22]) }
        #expect(error?.reason == .invalidUTF8)
    }

    @Test("nesting is taken up to the limit, and a bomb of brackets is refused without deep recursion")
    func limitsDepth() throws {
        let open = [UInt8](repeating: UInt8(ascii: "["), count: 32)
        let close = [UInt8](repeating: UInt8(ascii: "]"), count: 32)
        #expect(throws: Never.self) { try JSONParser.parse(open + close) }
        let error = #expect(throws: JSONError.self) {
            try JSONParser.parse([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000))
        }
        #expect(error?.offset == 32)
        #expect(error?.reason == .tooDeep(maximum: 32))
        #expect(throws: JSONError.self) { try JSONParser.parse(#"{"a":{"b":1}}"#.utf8, maximumDepth: 1) }
    }

    @Test("an object with ten thousand members takes no quadratic time")
    func manyMembers() throws {
        let text = "{" + (0..<10_000).map { "\"member\($0)\":\($0)" }.joined(separator: ",") + "}"
        let start = ContinuousClock.now
        #expect(try JSONParser.parse(text.utf8).objectValue?.count == 10_000)
        #expect(start.duration(to: .now) < .seconds(2))
    }
}
