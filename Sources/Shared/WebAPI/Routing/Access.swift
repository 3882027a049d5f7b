import Domain

/// Who may call a route.
package enum Access: String, Sendable, CaseIterable {
    /// Anybody; credentials are not even looked at.
    case `public`
    /// Anybody signed in.
    case customer
    /// Admins only.
    case admin

    func admits(_ role: Role) -> Bool { self != .admin || role == .admin }
}
