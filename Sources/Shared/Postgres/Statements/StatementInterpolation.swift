extension Statement: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self.init(unsafeSQL: value) }

    package init(stringInterpolation: StringInterpolation) { self = stringInterpolation.statement }

    package struct StringInterpolation: StringInterpolationProtocol, Sendable {
        fileprivate var statement = Statement(literals: [""], parameters: Parameters())

        package init(literalCapacity: Int, interpolationCount: Int) {
            statement.reserve(binds: interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) { statement.append(text: literal) }

        /// A value, bound.
        package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value) {
            statement.append(bind: value)
        }

        /// A value that may be nil, which is bound as NULL: `\(orNull: location)`. The label says so to the reader, and
        /// to the compiler, which warns of a bare optional in an interpolation.
        package mutating func appendInterpolation<Value: PostgresEncodable>(orNull value: Value?) {
            statement.append(bind: value)
        }

        /// A fragment of SQL, spliced in together with its binds.
        package mutating func appendInterpolation(_ fragment: Statement) { statement.append(fragment) }
    }
}

/// Statements are printed without the bound values.
extension Statement: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String { sql }

    package var debugDescription: String { sql }
}
