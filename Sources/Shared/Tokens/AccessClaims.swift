package import Domain

/// What an access token says of its bearer.
package struct AccessClaims: Sendable, Equatable {
    package let user: UserID
    package let session: SessionID
    package let role: Role

    package init(user: UserID, session: SessionID, role: Role) {
        self.user = user
        self.session = session
        self.role = role
    }
}

/// The claims of a token that was verified, and the times it is good between.
package struct VerifiedAccess: Sendable, Equatable {
    package let claims: AccessClaims
    package let issuedAt: Timestamp
    package let expiresAt: Timestamp

    package var user: UserID { claims.user }
    package var session: SessionID { claims.session }
    package var role: Role { claims.role }
}
