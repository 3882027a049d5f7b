internal import Domain
import JWTKit

/// What Tandem's access tokens look like: a JWT (RFC 7519) in compact form, signed with Ed25519 (RFC 8037), typed as
/// RFC 9068 says so that no other kind of token passes for one (RFC 8725 §3.11).
enum AccessTokenFormat {
    static let issuer = "tandem"
    static let type = "at+jwt"
    static let algorithm = "EdDSA"
    /// Longer ones are refused before anything is parsed; ours have some 300 bytes.
    static let maximumLength = 4_096
}

/// The header of a token that nobody has verified yet. It is not JWTKit's `JWTHeader`, which traps on a number that is
/// too large for `Int`, and it has the members only that are looked at.
struct AccessTokenHeader: Decodable {
    let alg: String
    let typ: String
    let kid: String
    /// Extensions that a verifier must understand (RFC 7515 §4.1.11). There are none that we do.
    let crit: [String]?
}

struct AccessTokenPayload: JWTPayload {
    let iss: String
    let sub: String
    let sid: String
    let role: String
    let iat: Int64
    let exp: Int64
    /// Not in our tokens; honoured where it is (RFC 7519 §4.1.5).
    let nbf: Int64?

    init(_ claims: AccessClaims, issuedAt: Timestamp, expiresAt: Timestamp) {
        iss = AccessTokenFormat.issuer
        sub = claims.user.description
        sid = claims.session.description
        role = claims.role.rawValue
        iat = issuedAt.unixSeconds
        exp = expiresAt.unixSeconds
        nbf = nil
    }

    /// Nothing: `AccessTokenVerifier` checks the claims, with its own clock.
    func verify(using algorithm: some JWTAlgorithm) {}
}
