import JSON
import Testing

@Suite struct JSONWriterTests {
    private func written(_ write: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        write(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test("commas stand between members and elements, at every depth, and nowhere else")
    func structure() {
        let text = written { json in
            json.object { json in
                json.member("empty") { json in json.object { _ in } }
                json.member("list") { json in
                    json.array { json in
                        json.value(1)
                        json.object { json in json.member("a", true) }
                        json.raw("[9]".utf8)
                        json.null()
                    }
                }
                json.member("last", "x")
            }
        }
        #expect(text == #"{"empty":{},"list":[1,{"a":true},[9],null],"last":"x"}"#)
    }

    @Test("only what RFC 8259 demands is escaped")
    func escapes() {
        let text = written { $0.value("\"\\/\u{8}\u{9}\u{A}\u{C}\u{D}\u{1}\u{1F}\u{7F}é😀\u{2028}") }
        #expect(text == #""\"\\/\b\t\n\f\r\u0001\u001f"# + "\u{7F}é😀\u{2028}\"")
    }

    @Test(
        "integers are written whole, at both ends of 64 bits",
        arguments: [
            0, 7, -7, 9, 10, -9, -10, 99, 100, 1_234_567_890, .max, .min,
        ] as [Int64])
    func integers(value: Int64) {
        #expect(written { $0.value(value) } == String(value))
    }

    @Test("optionals become null, and doubles that JSON cannot say too")
    func nulls() {
        let text = written { $0.value([1.5, nil, .infinity, .nan, 0]) }
        #expect(text == "[1.5,null,null,null,0.0]")
    }

    private enum Colour: String { case red }

    @Test("enumerations are written by their raw value")
    func rawValues() {
        let text = written { json in
            json.object { json in
                json.member("a", Colour.red)
                json.member("b", nil as Colour?)
                json.member(dynamic: "c\"", 1)
            }
        }
        #expect(text == #"{"a":"red","b":null,"c\"":1}"#)
    }
}
