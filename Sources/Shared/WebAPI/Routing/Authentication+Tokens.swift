import Tokens

extension Authentication {
    /// Verifies access tokens by their signature, then asks whether the session they name still stands.
    /// - Parameter checkSession: who it is now (a role may have changed since the token was made), or nil when the
    ///   session or the account has ended; throws when that cannot be found out.
    package init(
        verifier: AccessTokenVerifier, checkSession: @escaping @Sendable (VerifiedAccess) async throws -> Identity?
    ) {
        self.init { token in
            guard let access = try? await verifier.verify(token) else { return nil }
            return try await checkSession(access)
        }
    }
}
