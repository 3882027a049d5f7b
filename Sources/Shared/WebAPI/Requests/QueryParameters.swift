import Hummingbird

/// Reads the parameters of a query one by one and collects all that is wrong with them. Unknown ones are ignored.
///
/// ```swift
/// var query = QueryParameters(request)
/// let categories = query.all("category", .reference(to: Entity.Category.self))
/// let inStock = query.optional("in_stock", .boolean)
/// let pagination = Pagination(&query)
/// try query.finish()
/// ```
package struct QueryParameters: Sendable {
    /// What was asked for by the handler and given by the client, decoded, in the order it was asked for: the query in
    /// its canonical form, for links and cache keys. Pages and cursors are not part of it.
    package private(set) var recognised: [(name: String, value: String)] = []

    private let given: [(name: String, value: String?)]
    private var errors = FieldErrors()

    /// How often one parameter may be repeated.
    private static let maximumRepeats = 50

    package init(_ request: Request) { self.init(query: request.uri.query ?? "") }

    /// - Parameter query: as it stands in the address after the `?`.
    package init(query: String) {
        given = query.split(separator: "&").compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentCoding.decode(parts[0].utf8, plusIsSpace: true) else { return nil }
            let value = parts.count == 2 ? PercentCoding.decode(parts[1].utf8, plusIsSpace: true) : ""
            return (name, value)
        }
    }

    /// The last value given for a parameter, or nil. An empty value counts as none.
    package mutating func optional<Value>(_ name: String, _ type: ParameterType<Value>) -> Value? {
        read(name, type, isPartOfQuery: true)
    }

    /// All values of a parameter that may be repeated, in the order given; empty ones are left out.
    package mutating func all<Value>(_ name: String, _ type: ParameterType<Value>) -> [Value] {
        let values = given.filter { $0.name == name && $0.value != "" }
        guard values.count <= Self.maximumRepeats else {
            errors.add(name, "may be repeated at most \(Self.maximumRepeats) times")
            return []
        }
        return values.compactMap { parse(name, $0.value, type, isPartOfQuery: true) }
    }

    /// Adds what the handler itself found wrong.
    package mutating func refuse(_ name: String, _ message: String) { errors.add(name, message) }

    /// Throws `validation` with everything that was wrong.
    package func finish() throws(Problem) {
        guard errors.isEmpty else { throw Problem(.validation, errors: errors) }
    }

    /// - Parameter isPartOfQuery: false for what selects a page of the result rather than the result.
    mutating func read<Value>(_ name: String, _ type: ParameterType<Value>, isPartOfQuery: Bool) -> Value? {
        guard let last = given.last(where: { $0.name == name }), last.value != "" else { return nil }
        return parse(name, last.value, type, isPartOfQuery: isPartOfQuery)
    }

    private mutating func parse<Value>(
        _ name: String, _ text: String?, _ type: ParameterType<Value>, isPartOfQuery: Bool
    ) -> Value? {
        guard let text, !text.utf8.contains(0) else {
            errors.add(name, "is not percent-encoded UTF-8 text")
            return nil
        }
        do {
            let value = try type.parse(text)
            if isPartOfQuery { recognised.append((name, text)) }
            return value
        } catch {
            errors.add(name, error.message)
            return nil
        }
    }
}
