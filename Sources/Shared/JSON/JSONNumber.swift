/// A JSON number as it was written, so that money and 64-bit ids never pass through floating point.
package struct JSONNumber: Sendable, Equatable {
    /// The digits exactly as in the text, by the grammar of RFC 8259 §6.
    package let text: String

    init(validated text: String) { self.text = text }

    package init(_ integer: Int64) { text = String(integer) }

    /// The value of a number written without fraction or exponent that fits 64 bits; nil otherwise (`1.0`, `1e3`).
    package var integer: Int64? { Int64(text) }

    /// The value of a number without a fraction that is not zero, however it is written: `7`, `7.0` and `7e0` are one
    /// integer (JSON Schema 2020-12, core, §4.2.3). Nil for others, and for what does not fit 64 bits.
    package var wholeValue: Int64? {
        if let integer { return integer }
        let parts = text.lowercased().split(separator: "e")
        guard let mantissa = parts.first, let exponent = parts.count == 2 ? Int(parts[1]) : 0 else { return nil }
        let halves = mantissa.split(separator: ".")
        var digits = halves.joined()
        var scale = halves.count == 2 ? exponent.subtractingReportingOverflow(halves[1].count).partialValue : exponent
        while scale < 0, digits.last == "0" {
            digits.removeLast()
            scale += 1
        }
        if digits.allSatisfy({ $0 == "-" || $0 == "0" }) { return 0 }
        guard (0...18).contains(scale) else { return nil }
        return Int64(digits + String(repeating: "0", count: scale))
    }
}
