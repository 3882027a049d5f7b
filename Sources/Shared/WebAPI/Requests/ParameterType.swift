import Domain

/// What a query parameter may be, and how its decoded text reads.
package struct ParameterType<Value: Sendable>: Sendable {
    let parse: @Sendable (String) throws(FieldRefusal) -> Value

    init(parse: @escaping @Sendable (String) throws(FieldRefusal) -> Value) { self.parse = parse }
}

extension ParameterType where Value == String {
    /// Text of at most `limit` Unicode scalars.
    package static func text(max limit: Int) -> ParameterType {
        ParameterType { text throws(FieldRefusal) in
            try TextRules.check(text, limit: limit, allowsBlank: true)
            return text
        }
    }
}

extension ParameterType where Value == Int {
    /// A decimal integer within `range`.
    package static func integer(in range: ClosedRange<Int>) -> ParameterType {
        ParameterType { text throws(FieldRefusal) in
            guard let integer = Int(text), text.utf8.first != UInt8(ascii: "+") else {
                throw FieldRefusal("must be an integer")
            }
            guard range.contains(integer) else { throw .outside(range) }
            return integer
        }
    }
}

extension ParameterType where Value == Bool {
    package static var boolean: ParameterType {
        ParameterType { text throws(FieldRefusal) in
            switch text {
            case "true": return true
            case "false": return false
            default: throw FieldRefusal("must be true or false")
            }
        }
    }
}

extension ParameterType where Value == Timestamp {
    /// An RFC 3339 time or date.
    package static var timestamp: ParameterType {
        ParameterType { text throws(FieldRefusal) in
            guard let time = Timestamp(parsing: text) else {
                throw FieldRefusal("must be a time such as 2026-11-21T12:00:00Z, or a date")
            }
            return time
        }
    }
}

extension ParameterType where Value == Money {
    package static func money(_ currency: Currency) -> ParameterType {
        ParameterType { text throws(FieldRefusal) in try MoneyRules.parse(text, currency) }
    }
}

extension ParameterType where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of an enumeration's cases.
    package static func choice(of type: Value.Type) -> ParameterType {
        ParameterType { text throws(FieldRefusal) in
            guard let choice = Value(rawValue: text) else { throw .notOneOf(type) }
            return choice
        }
    }
}

extension ParameterType {
    package static func identifier<Entity>(of entity: Entity.Type) -> ParameterType where Value == Identifier<Entity> {
        ParameterType { text throws(FieldRefusal) in
            guard let id = Identifier<Entity>(parsing: text) else { throw FieldRefusal("must be an id") }
            return id
        }
    }

    package static func reference<Entity>(to entity: Entity.Type) -> ParameterType where Value == Reference<Entity> {
        ParameterType { text throws(FieldRefusal) in
            guard let reference = Reference<Entity>(parsing: text) else {
                throw FieldRefusal("must be an id or a slug")
            }
            return reference
        }
    }
}
