/// Why bytes are not a JSON text that we take, and where.
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    /// How many bytes precede the offending one.
    package let offset: Int
    package let reason: Reason

    /// What RFC 8259, or this parser, does not allow.
    package enum Reason: Equatable, Sendable {
        case unexpectedEnd
        case unexpectedByte(UInt8)
        case trailingText
        case invalidNumber
        case invalidEscape
        /// Half of a UTF-16 pair: it has no UTF-8 form.
        case loneSurrogate
        /// A character below U+0020 that is not escaped.
        case controlCharacter
        /// U+0000, which PostgreSQL's `text` cannot hold.
        case nulCharacter
        case invalidUTF8
        case duplicateName(String)
        case tooDeep(maximum: Int)
    }

    package var description: String { "\(reason.sentence) at byte \(offset)" }
}

extension JSONError.Reason {
    /// What is wrong, without the place, as a phrase that the offset can follow.
    package var sentence: String {
        switch self {
        case .unexpectedEnd: "the text ends too early"
        case .unexpectedByte(let byte) where (0x21...0x7E).contains(byte):
            "unexpected character '\(Character(Unicode.Scalar(byte)))'"
        case .unexpectedByte(let byte): "unexpected byte 0x\(String(byte, radix: 16, uppercase: true))"
        case .trailingText: "there is more text after the value"
        case .invalidNumber: "a number is not written as JSON has it"
        case .invalidEscape: "an escape sequence is not one of JSON's"
        case .loneSurrogate: "half of a surrogate pair"
        case .controlCharacter: "a control character must be escaped"
        case .nulCharacter: "the character U+0000 is not taken"
        case .invalidUTF8: "the text is not UTF-8"
        case .duplicateName(let name): "the name \"\(name.prefix(64))\" appears twice in one object"
        case .tooDeep(let maximum): "nested more than \(maximum) deep"
        }
    }
}
