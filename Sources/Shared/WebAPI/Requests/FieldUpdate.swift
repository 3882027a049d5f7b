/// What a PATCH says about a field that may be empty (RFC 7396): nothing, that it is to be emptied, or its new value.
package enum FieldUpdate<Value> {
    case absent
    case null
    case value(Value)

    /// What the field holds afterwards.
    package func applied(to current: Value?) -> Value? {
        switch self {
        case .absent: current
        case .null: nil
        case .value(let value): value
        }
    }

    package var isAbsent: Bool {
        if case .absent = self { true } else { false }
    }
}

extension FieldUpdate: Sendable where Value: Sendable {}
extension FieldUpdate: Equatable where Value: Equatable {}
