import JSON
import Testing

@Suite struct JSONRoundTripTests {
    @Test("random values come back from their text unchanged", arguments: 0..<20)
    func randomValues(round: Int) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(state: seed)
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
        var random = SplitMix64(state: seed)
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

    private static func value(depth: Int, _ random: inout SplitMix64) -> JSONValue {
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
    private static func text(_ random: inout SplitMix64) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0..<12, using: &random) {
            let bound: UInt32 = Bool.random(using: &random) ? 0x7F : 0x10FFFF
            text.unicodeScalars.append(Unicode.Scalar(UInt32.random(in: 1...bound, using: &random)) ?? "\\")
        }
        return text
    }
}

/// A generator that a printed seed repeats (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators").
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
