import Domain
import JSON
import WebAPI

/// What an admin, or the command line, changed: one row of the audit trail.
struct AuditEntry: Sendable {
    /// What was done, as `<object kind>.<verb>`: `product.update`.
    let action: String
    let object: AuditObject
    /// What differs, as it was: a JSON object; nil for something new.
    let before: [UInt8]?
    /// What differs, as it is now: a JSON object; nil for something that is gone.
    let after: [UInt8]?

    /// - Parameters:
    ///   - before: the thing's JSON object before, as an admin is shown it; nil for something new.
    ///   - after: the thing's JSON object now; nil for something that is gone. Of both, only the members that differ
    ///     are kept. Neither may hold a password, its hash, or a token.
    init(action: String, object: AuditObject, before: [UInt8]? = nil, after: [UInt8]? = nil) {
        self.action = action
        self.object = object
        (self.before, self.after) = JSONDifference.of(before, after)
    }

    /// Whether nothing was changed, so that there is nothing to tell. A deed without a before and an after, such as
    /// clearing a cache, is a change.
    var isEmpty: Bool { before.map(isEmptyObject) == true && after.map(isEmptyObject) == true }

    private func isEmptyObject(_ json: [UInt8]) -> Bool { json == Array("{}".utf8) }
}

/// What was changed.
struct AuditObject: Sendable, Equatable {
    /// In the singular: `product`.
    let kind: String
    /// Nil for what has no id, such as a cache.
    let id: Int64?

    init(_ kind: String, _ id: Int64? = nil) {
        self.kind = kind
        self.id = id
    }

    static func product(_ id: ProductID) -> AuditObject { AuditObject("product", id.rawValue) }
    static func category(_ id: CategoryID) -> AuditObject { AuditObject("category", id.rawValue) }
    static func brand(_ id: BrandID) -> AuditObject { AuditObject("brand", id.rawValue) }
    static func order(_ id: OrderID) -> AuditObject { AuditObject("order", id.rawValue) }
    static func user(_ id: UserID) -> AuditObject { AuditObject("user", id.rawValue) }
}
