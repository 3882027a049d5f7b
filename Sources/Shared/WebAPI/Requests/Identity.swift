import Domain

/// Who asks: a person, by one of their sessions.
package struct Identity: Sendable, Equatable {
    package let user: UserID
    package let session: SessionID
    package let role: Role
    /// When the token that proved it expires; nil where nobody is to remember that it did.
    package let expiresAt: Timestamp?

    package init(user: UserID, session: SessionID, role: Role, expiresAt: Timestamp? = nil) {
        self.user = user
        self.session = session
        self.role = role
        self.expiresAt = expiresAt
    }
}
