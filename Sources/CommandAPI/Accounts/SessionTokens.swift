import Domain
import JSON
import Tokens

/// Makes the tokens of a session.
struct SessionTokens: Sendable {
    let signer: AccessTokenSigner
    /// Seconds.
    let accessLifetime: Int
    /// Seconds; each refresh starts it anew.
    let refreshLifetime: Int

    init(signer: AccessTokenSigner, accessLifetime: Duration, refreshLifetime: Duration) {
        self.signer = signer
        self.accessLifetime = Int(accessLifetime.components.seconds)
        self.refreshLifetime = Int(refreshLifetime.components.seconds)
    }

    /// A new access token, beside the refresh token that is already stored.
    func pair(for claims: AccessClaims, refresh: OpaqueToken) async throws -> TokenPair {
        let (access, _) = try await signer.sign(claims)
        return TokenPair(access: access, refresh: refresh.text, expiresIn: accessLifetime)
    }
}

/// What a client needs to act for a person: secrets, so this is never stored or logged.
struct TokenPair: Sendable {
    let access: String
    let refresh: String
    /// Seconds until `access` expires.
    let expiresIn: Int

    func write(to json: inout JSONWriter) {
        json.member("access", access)
        json.member("refresh", refresh)
        json.member("token_type", "Bearer")
        json.member("expires_in", expiresIn)
    }
}
