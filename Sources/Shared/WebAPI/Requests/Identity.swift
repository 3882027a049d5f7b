import Domain

/// Who asks: a person, by one of their sessions.
package struct Identity: Sendable, Equatable {
    package let user: UserID
    package let session: SessionID
    package let role: Role

    package init(user: UserID, session: SessionID, role: Role) {
        self.user = user
        self.session = session
        self.role = role
    }
}
