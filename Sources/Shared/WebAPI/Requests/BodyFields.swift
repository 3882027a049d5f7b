import Domain
import Hummingbird
import JSON

/// Reads the members of a JSON object one by one and collects all that is wrong with them, so that the client learns it
/// at once.
///
/// ```swift
/// var fields = try await BodyFields(request, context)
/// let name = fields.required("name", .name(max: Limits.productName))
/// let price = fields.required("price", .money(currency))
/// let brand = fields.optional("brand", .reference(to: Entity.Brand.self))
/// try fields.finish()
/// ```
///
/// Until `finish()` has returned, a value may be a placeholder for one that was refused.
package struct BodyFields: Sendable {
    package let body: JSONBody
    private var errors = FieldErrors()
    private var known: Set<String> = []

    /// How many unknown members are named in the answer.
    private static let namedUnknowns = 20

    /// Reads the whole body; see `JSONBody.read` for what it throws.
    /// - Parameter allowsEmpty: whether no body at all means `{}`.
    package init(_ request: Request, _ context: APIRequestContext, allowsEmpty: Bool = false) async throws {
        body = try await JSONBody.read(request, context, allowsEmpty: allowsEmpty)
    }

    package init(_ body: JSONBody) { self.body = body }

    /// A member that must be there and not null.
    package mutating func required<Value>(_ name: String, _ type: FieldType<Value>) -> Value {
        switch update(name, type) {
        case .value(let value): return value
        case .absent: errors.add(name, "is required")
        case .null: errors.add(name, "must not be null")
        }
        return type.placeholder
    }

    /// A member that may be absent or null; both give nil.
    package mutating func optional<Value>(_ name: String, _ type: FieldType<Value>) -> Value? {
        update(name, type).applied(to: nil)
    }

    /// A PATCH's member whose field cannot be empty: nil when absent, refused when null.
    package mutating func change<Value>(_ name: String, _ type: FieldType<Value>) -> Value? {
        switch update(name, type) {
        case .value(let value): return value
        case .absent: return nil
        case .null:
            errors.add(name, "must not be null")
            return nil
        }
    }

    /// A PATCH's member whose field may be emptied by null.
    package mutating func update<Value>(_ name: String, _ type: FieldType<Value>) -> FieldUpdate<Value> {
        known.insert(name)
        guard let member = body.object[name] else { return .absent }
        if member.isNull { return .null }
        do {
            return .value(try type.parse(member))
        } catch {
            errors.add(name, error.message)
            return .value(type.placeholder)
        }
    }

    /// Adds what the handler itself found wrong, such as two fields that do not fit each other.
    package mutating func refuse(_ name: String, _ message: String) { errors.add(name, message) }

    /// Throws `validation` with everything that was wrong, members that nobody asked for included.
    package func finish() throws(Problem) {
        var errors = errors
        for name in body.object.names.filter({ !known.contains($0) }).prefix(Self.namedUnknowns) {
            errors.add(name, "is not a known field")
        }
        guard errors.isEmpty else { throw Problem(.validation, errors: errors) }
    }
}
