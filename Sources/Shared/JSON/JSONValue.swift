/// A JSON text as a value (RFC 8259), with the order of members and the digits of numbers as they were written.
package indirect enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    package var isNull: Bool { self == .null }

    package var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The number, if it is one written without fraction or exponent that fits 64 bits.
    package var integerValue: Int64? {
        if case .number(let number) = self { number.integer } else { nil }
    }

    /// The number, if it is whole, however it is written (`JSONNumber.wholeValue`).
    package var wholeValue: Int64? {
        if case .number(let number) = self { number.wholeValue } else { nil }
    }

    package var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    package var arrayValue: [JSONValue]? {
        if case .array(let values) = self { values } else { nil }
    }

    package var objectValue: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// A member of an object; nil when it is absent, and for anything but an object.
    package subscript(name: String) -> JSONValue? { objectValue?[name] }
}
