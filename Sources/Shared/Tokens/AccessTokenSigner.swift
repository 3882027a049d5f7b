package import Domain
import JWTKit

/// Issues access tokens with the newest private key. Only command-api has one.
package final class AccessTokenSigner: Sendable {
    private let key: SigningKey
    private let lifetime: Duration
    private let keys: JWTKeyCollection
    private let now: @Sendable () -> Timestamp

    /// - Parameter lifetime: whole seconds, at least one.
    package init(
        key: SigningKey, lifetime: Duration = .seconds(15 * 60),
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) async {
        self.key = key
        self.lifetime = lifetime
        self.now = now
        keys = await JWTKeyCollection().add(eddsa: key.key, kid: JWKIdentifier(string: key.id))
    }

    /// Signs claims; the token is good from now until `expiresAt`, in whole seconds.
    ///
    /// - Throws: what JWTKit throws when it cannot sign; never for a sound key.
    package func sign(_ claims: AccessClaims) async throws -> (token: String, expiresAt: Timestamp) {
        let issuedAt = Timestamp(microseconds: now().unixSeconds * 1_000_000)
        let expiresAt = issuedAt.adding(seconds: max(lifetime.components.seconds, 1))
        let payload = AccessTokenPayload(claims, issuedAt: issuedAt, expiresAt: expiresAt)
        let token = try await keys.sign(
            payload, kid: JWKIdentifier(string: key.id), header: ["typ": .string(AccessTokenFormat.type)])
        return (token, expiresAt)
    }
}
