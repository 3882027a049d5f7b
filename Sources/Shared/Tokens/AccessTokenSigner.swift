package import Domain
import JWTKit

/// Issues access tokens with the private key of the moment. Only command-api has one.
package final class AccessTokenSigner: Sendable {
    private let key: @Sendable () async -> PreparedKey
    private let lifetime: Duration
    private let now: @Sendable () -> Timestamp

    /// Signs with the key that `keys` has at the time.
    /// - Parameter lifetime: whole seconds, at least one.
    package init(keys: SigningKeys, lifetime: Duration) {
        key = { await keys.current() }
        self.lifetime = lifetime
        now = { Timestamp.now() }
    }

    /// Signs with one key for good.
    /// - Parameter lifetime: whole seconds, at least one.
    package init(
        key: SigningKey, lifetime: Duration = .seconds(15 * 60),
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) async {
        let prepared = await PreparedKey(key)
        self.key = { prepared }
        self.lifetime = lifetime
        self.now = now
    }

    /// Signs claims; the token is good from now until `expiresAt`, in whole seconds.
    ///
    /// - Throws: what JWTKit throws when it cannot sign; never for a sound key.
    package func sign(_ claims: AccessClaims) async throws -> (token: String, expiresAt: Timestamp) {
        let issuedAt = Timestamp(microseconds: now().unixSeconds * 1_000_000)
        let expiresAt = issuedAt.adding(seconds: max(lifetime.components.seconds, 1))
        let payload = AccessTokenPayload(claims, issuedAt: issuedAt, expiresAt: expiresAt)
        let key = await key()
        let token = try await key.keys.sign(
            payload, kid: JWKIdentifier(string: key.id), header: ["typ": .string(AccessTokenFormat.type)])
        return (token, expiresAt)
    }
}
