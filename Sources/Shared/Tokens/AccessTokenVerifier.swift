package import Domain
import FoundationEssentials
import JWTKit

/// Verifies access tokens with the public keys. It follows RFC 8725: one algorithm, one type, a known key, and nothing
/// of a token is believed before its signature is.
package final class AccessTokenVerifier: Sendable {
    private let keys: PublicKeys
    private let leeway: Duration
    private let now: @Sendable () -> Timestamp

    /// - Parameter leeway: by how much the clocks of the hosts may differ, at most 5 s.
    package init(
        keys: PublicKeys, leeway: Duration = .seconds(2), now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.keys = keys
        self.leeway = min(max(leeway, .zero), .seconds(5))
        self.now = now
    }

    /// The claims of a token, in whatever state its session is: the caller checks for revocation.
    ///
    /// It costs one Ed25519 verification, and suspends only to look for a key that is not known yet.
    package func verify(_ token: String) async throws(TokenError) -> VerifiedAccess {
        guard token.utf8.count <= AccessTokenFormat.maximumLength else { throw .malformed }
        let parts = Array(token.utf8).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let signature = Base64URL.decode(parts[2]) else { throw .malformed }
        let header = try decode(AccessTokenHeader.self, parts[0])
        guard header.alg == AccessTokenFormat.algorithm, header.typ == AccessTokenFormat.type, header.crit == nil else {
            throw .unsupported
        }
        guard let key = await keys.key(header.kid) else { throw .unknownKey }
        let signed = parts[0] + [UInt8(ascii: ".")] + parts[1]
        // The key is Ed25519, so this can only answer; it throws for other kinds of keys.
        guard (try? key.verify(signature, signs: signed)) == true else { throw .badSignature }
        return try access(try decode(AccessTokenPayload.self, parts[1]))
    }

    private func decode<Part: Decodable>(_ type: Part.Type, _ text: ArraySlice<UInt8>) throws(TokenError) -> Part {
        guard let json = Base64URL.decode(text), let part = try? JSONDecoder().decode(type, from: Data(json)) else {
            throw .malformed
        }
        return part
    }

    private func access(_ payload: AccessTokenPayload) throws(TokenError) -> VerifiedAccess {
        guard payload.iss == AccessTokenFormat.issuer, let user = UserID(parsing: payload.sub),
            let session = SessionID(parsing: payload.sid), let role = Role(rawValue: payload.role),
            payload.iat > 0, payload.exp > payload.iat, payload.exp < Self.endOfTime,
            (0..<Self.endOfTime).contains(payload.nbf ?? 0)
        else { throw .badClaims }
        let issuedAt = Timestamp(microseconds: payload.iat * 1_000_000)
        let expiresAt = Timestamp(microseconds: payload.exp * 1_000_000)
        let leeway = leeway.components.seconds
        guard now() < expiresAt.adding(seconds: leeway) else { throw .expired }
        let notBefore = max(issuedAt, Timestamp(microseconds: (payload.nbf ?? 0) * 1_000_000))
        guard notBefore.adding(seconds: -leeway) <= now() else { throw .notYetValid }
        return VerifiedAccess(
            claims: AccessClaims(user: user, session: session, role: role), issuedAt: issuedAt, expiresAt: expiresAt)
    }

    /// The year 9999, in seconds since 1970: what follows could overflow.
    private static let endOfTime: Int64 = 253_402_300_800
}
