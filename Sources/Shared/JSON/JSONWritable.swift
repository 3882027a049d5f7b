/// What writes itself as exactly one JSON value.
package protocol JSONWritable {
    func write(to json: inout JSONWriter)
}

extension String: JSONWritable {
    package func write(to json: inout JSONWriter) { json.write(self) }
}

extension Bool: JSONWritable {
    package func write(to json: inout JSONWriter) { json.literal(self ? "true" : "false") }
}

extension Int: JSONWritable {
    package func write(to json: inout JSONWriter) { json.write(Int64(self)) }
}

extension Int32: JSONWritable {
    package func write(to json: inout JSONWriter) { json.write(Int64(self)) }
}

extension Int64: JSONWritable {
    package func write(to json: inout JSONWriter) { json.write(self) }
}

/// JSON has no infinities and no NaN: they are written as `null`.
extension Double: JSONWritable {
    package func write(to json: inout JSONWriter) {
        if isFinite { json.raw(description.utf8) } else { json.null() }
    }
}

extension Optional: JSONWritable where Wrapped: JSONWritable {
    package func write(to json: inout JSONWriter) {
        if let value = self { value.write(to: &json) } else { json.null() }
    }
}

extension Array: JSONWritable where Element: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.array { json in
            for element in self { element.write(to: &json) }
        }
    }
}

/// Typed ids and enumerations with a raw value only have to declare the conformance.
extension JSONWritable where Self: RawRepresentable, RawValue: JSONWritable {
    package func write(to json: inout JSONWriter) { rawValue.write(to: &json) }
}

extension JSONWriter {
    /// A typed id or an enumeration, by its raw value.
    package mutating func member<Value: RawRepresentable>(_ name: StaticString, _ value: Value)
    where Value.RawValue: JSONWritable {
        member(name, value.rawValue)
    }

    /// An optional typed id or enumeration, by its raw value or `null`.
    package mutating func member<Value: RawRepresentable>(_ name: StaticString, _ value: Value?)
    where Value.RawValue: JSONWritable {
        member(name, value?.rawValue)
    }
}

extension JSONValue: JSONWritable {
    package func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.null()
        case .bool(let value): value.write(to: &json)
        case .number(let number): json.raw(number.text.utf8)
        case .string(let text): text.write(to: &json)
        case .array(let values): values.write(to: &json)
        case .object(let object): object.write(to: &json)
        }
    }
}

extension JSONObject: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            for member in members { json.member(dynamic: member.name, member.value) }
        }
    }
}
