/// One SQL statement with its bound values.
///
/// It is written as a string literal; what is interpolated becomes a bind (`$1`, `$2`, …) of the value's PostgreSQL
/// type, never text. Another `Statement` interpolates, appends or adds as SQL, with its binds:
///
///     var statement: Statement = "SELECT id FROM products WHERE price <= \(limit)"
///     if let brand { statement += " AND brand_id = \(brand)" }
///
/// A runtime `String` cannot become SQL by accident: only `init(unsafeSQL:)` does that.
package struct Statement: Sendable {
    /// The text around the binds: always one more than there are binds.
    private(set) var literals: [String]
    private(set) var parameters: Parameters
    /// Set by `prepared(_:)`.
    private(set) var name: String?
    /// Set by `pointRead(_:)`.
    private(set) var isPointRead = false

    init(literals: [String], parameters: Parameters) {
        self.literals = literals
        self.parameters = parameters
    }

    /// SQL that comes from outside of the source code, such as a migration file. Never with a user's input in it.
    package init(unsafeSQL text: String) { self.init(literals: [text], parameters: Parameters()) }

    /// The same statement, parsed and planned once per connection under this name.
    ///
    /// For statements that run often with the same text. Without it each execution is planned for its very values:
    /// right for lists whose filters vary. A name serves one text; a second text under the same name is prepared as
    /// another statement.
    package func prepared(_ name: String) -> Statement {
        var copy = self
        copy.name = name
        return copy
    }

    /// The same statement, prepared under this name, and known to read a few rows by their keys and to write nothing.
    ///
    /// Point reads that wait together are sent together and answered together, which costs the server half as much. They
    /// then are one transaction, each with a snapshot of its own (the server's `READ COMMITTED`), and one that fails has
    /// the others run again: what writes, or takes long, has no place among them.
    package func pointRead(_ name: String) -> Statement {
        var copy = prepared(name)
        copy.isPointRead = true
        return copy
    }

    /// Adds another statement's text and binds, the latter renumbered.
    package mutating func append(_ other: Statement) {
        append(text: other.literals[0])
        literals += other.literals.dropFirst()
        parameters.append(contentsOf: other.parameters)
    }

    mutating func append(text: String) {
        let last = literals.count - 1
        if literals[last].isEmpty { literals[last] = text } else { literals[last] += text }
    }

    mutating func append<Value: PostgresEncodable>(bind value: Value) {
        parameters.append(value)
        literals.append("")
    }

    mutating func reserve(binds: Int) { literals.reserveCapacity(binds + 1) }

    /// Both one after the other, prepared under the left one's name, if it has one.
    package static func + (left: Statement, right: Statement) -> Statement {
        var sum = left
        sum.append(right)
        return sum
    }

    package static func += (left: inout Statement, right: Statement) { left.append(right) }

    /// The text as the server gets it, with `$1`, `$2`, … for the binds.
    package var sql: String {
        var text = literals[0]
        for index in 1..<max(1, literals.count) { text += "$\(index)\(literals[index])" }
        return text
    }
}

extension [Statement] {
    /// The fragments with `separator` between them, such as `" AND "`.
    package func joined(separator: Statement) -> Statement {
        guard let first else { return "" }
        return dropFirst().reduce(into: first) { $0 += separator + $1 }
    }
}
