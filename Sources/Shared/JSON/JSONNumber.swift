/// A JSON number as it was written, so that money and 64-bit ids never pass through floating point.
package struct JSONNumber: Sendable, Equatable {
    /// The digits exactly as in the text, by the grammar of RFC 8259 §6.
    package let text: String

    init(validated text: String) { self.text = text }

    package init(_ integer: Int64) { text = String(integer) }

    /// The value of a number written without fraction or exponent that fits 64 bits; nil otherwise (`1.0`, `1e3`).
    package var integer: Int64? { Int64(text) }
}
