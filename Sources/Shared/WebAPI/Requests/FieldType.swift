import Domain
import JSON

/// What a member of a body may be, and how it reads.
package struct FieldType<Value: Sendable>: Sendable {
    /// Stands for a value that was refused until `BodyFields.finish()` throws.
    let placeholder: Value
    let parse: @Sendable (JSONValue) throws(FieldRefusal) -> Value

    init(placeholder: Value, parse: @escaping @Sendable (JSONValue) throws(FieldRefusal) -> Value) {
        self.placeholder = placeholder
        self.parse = parse
    }
}

extension FieldType where Value == String {
    /// Text as it is, at most `limit` Unicode scalars.
    /// - Parameter allowsBlank: whether it may be empty or blanks only.
    package static func text(max limit: Int, allowsBlank: Bool = false) -> FieldType {
        FieldType(placeholder: "") { value throws(FieldRefusal) in
            guard let text = value.stringValue else { throw FieldRefusal("must be a string") }
            try TextRules.check(text, limit: limit, allowsBlank: allowsBlank)
            return text
        }
    }

    /// Text without the blanks around it, never empty: names and titles.
    package static func name(max limit: Int) -> FieldType {
        FieldType(placeholder: "") { value throws(FieldRefusal) in
            guard let text = value.stringValue else { throw FieldRefusal("must be a string") }
            let name = TextRules.trimmed(text)
            try TextRules.check(name, limit: limit, allowsBlank: false)
            return name
        }
    }
}

extension FieldType where Value == Int {
    /// A whole number within `range`.
    package static func integer(in range: ClosedRange<Int>) -> FieldType {
        FieldType(placeholder: range.lowerBound) { value throws(FieldRefusal) in
            guard case .number(let number) = value, let integer = number.wholeValue, let integer = Int(exactly: integer)
            else { throw FieldRefusal("must be an integer") }
            guard range.contains(integer) else { throw .outside(range) }
            return integer
        }
    }
}

extension FieldType where Value == Bool {
    package static var boolean: FieldType {
        FieldType(placeholder: false) { value throws(FieldRefusal) in
            guard let bool = value.boolValue else { throw FieldRefusal("must be true or false") }
            return bool
        }
    }
}

extension FieldType where Value == Money {
    /// A decimal in a string or as a number (without exponent), not negative, with the currency's digits at most.
    package static func money(_ currency: Currency) -> FieldType {
        FieldType(placeholder: .zero) { value throws(FieldRefusal) in
            switch value {
            case .string(let text): return try MoneyRules.parse(text, currency)
            case .number(let number): return try MoneyRules.parse(number.text, currency)
            default: throw FieldRefusal("must be an amount such as \"19.99\"")
            }
        }
    }
}

extension FieldType where Value == EmailAddress {
    /// An address that mail could be sent to.
    package static var emailAddress: FieldType {
        guard let placeholder = EmailAddress(parsing: "nobody@example.invalid") else {
            preconditionFailure("an address by RFC 2606 is one")
        }
        return FieldType(placeholder: placeholder) { value throws(FieldRefusal) in
            guard let address = value.stringValue.flatMap(EmailAddress.init(parsing:)) else {
                throw FieldRefusal("must be an e-mail address")
            }
            return address
        }
    }
}

extension FieldType where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of an enumeration's cases.
    package static func choice(of type: Value.Type) -> FieldType {
        guard let first = Value.allCases.first else { preconditionFailure("\(type) has no cases") }
        return FieldType(placeholder: first) { value throws(FieldRefusal) in
            guard let choice = value.stringValue.flatMap(Value.init(rawValue:)) else { throw .notOneOf(type) }
            return choice
        }
    }
}

extension FieldType {
    /// A positive id, as a number.
    package static func identifier<Entity>(of entity: Entity.Type) -> FieldType where Value == Identifier<Entity> {
        FieldType(placeholder: Identifier(0)) { value throws(FieldRefusal) in
            guard let id = value.wholeValue, id > 0 else { throw FieldRefusal("must be an id") }
            return Identifier(id)
        }
    }

    /// An id as a number or in a string, or a slug.
    package static func reference<Entity>(to entity: Entity.Type) -> FieldType where Value == Reference<Entity> {
        FieldType(placeholder: .id(Identifier(0))) { value throws(FieldRefusal) in
            let text = value.stringValue ?? value.wholeValue.map(String.init)
            guard let reference = text.flatMap({ Reference<Entity>(parsing: $0) }) else {
                throw FieldRefusal("must be an id or a slug")
            }
            return reference
        }
    }

    /// An array of at most `limit` elements, each of one type.
    package static func list<Element>(
        of element: FieldType<Element>, max limit: Int
    ) -> FieldType where Value == [Element] {
        FieldType(placeholder: []) { value throws(FieldRefusal) in
            guard let values = value.arrayValue else { throw FieldRefusal("must be an array") }
            guard values.count <= limit else { throw FieldRefusal("has at most \(limit) elements") }
            var elements: [Element] = []
            for value in values { elements.append(try element.parse(value)) }
            return elements
        }
    }
}

extension FieldType where Value == JSONValue {
    /// The JSON as it is, for what has a parser of its own.
    package static var json: FieldType {
        FieldType(placeholder: .null) { value throws(FieldRefusal) in value }
    }
}
