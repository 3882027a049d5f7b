import JSON
import TestSupport
import Testing

@Suite struct JSONRoundTripTests {
    @Test("random values come back from their text unchanged", arguments: 0..<20)
    func randomValues(round: Int) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let value = Self.value(depth: 0, &random)
            var json = JSONWriter()
            json.value(value)
            #expect(try JSONParser.parse(json.bytes) == value, "seed \(seed)")
        }
    }

    @Test("random bytes are refused or read, never a crash, also when cut or changed anywhere", arguments: 0..<20)
    func randomDamage(round: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            var json = JSONWriter()
            json.value(Self.value(depth: 0, &random))
            var bytes = json.bytes
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            do {
                _ = try JSONParser.parse(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
            } catch {
                #expect((0...bytes.count).contains(error.offset), "seed \(seed)")
            }
        }
    }

    private static func value(depth: Int, _ random: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth < 5 ? 7 : 5), using: &random) {
        case 0: .null
        case 1: .bool(Bool.random(using: &random))
        case 2: .number(JSONNumber(Int64.random(in: .min ... .max, using: &random)))
        case 3, 4: .string(text(&random))
        case 5: .array((0..<Int.random(in: 0..<6, using: &random)).map { _ in value(depth: depth + 1, &random) })
        default:
            .object(
                JSONObject(
                    members: (0..<Int.random(in: 0..<6, using: &random)).map { index in
                        .init(name: "\(index)" + text(&random), value: value(depth: depth + 1, &random))
                    }))
        }
    }

    /// Any characters but U+0000, the troublesome ones often.
    private static func text(_ random: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0..<12, using: &random) {
            let bound: UInt32 = Bool.random(using: &random) ? 0x7F : 0x10FFFF
            text.unicodeScalars.append(Unicode.Scalar(UInt32.random(in: 1...bound, using: &random)) ?? "\\")
        }
        return text
    }
}
