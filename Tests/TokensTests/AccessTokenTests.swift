import Crypto
import Domain
import Foundation
import JWTKit
import Testing

@testable import Tokens

@Suite struct AccessTokenTests {
    private let noon = Timestamp(microseconds: 1_800_000_000_000_000)
    private let keys = TemporaryKeys()

    @Test("a signed token is verified and tells its claims and its times")
    func roundTrip() async throws {
        let (token, expiresAt) = try await signer(lifetime: .seconds(900)).sign(.sample)
        let access = try await verifier(at: noon).verify(token)
        #expect(access.claims == .sample)
        #expect(access.issuedAt == noon)
        #expect(access.expiresAt == expiresAt && expiresAt == noon.adding(seconds: 900))
        #expect(token.utf8.count < 400)
    }

    @Test("a token is good until its last second and the leeway, not longer")
    func expires() async throws {
        let token = try await signer(lifetime: .seconds(900)).sign(.sample).token
        _ = try await verifier(at: noon.adding(seconds: 901)).verify(token)
        await #expect(throws: TokenError.expired) { try await verifier(at: noon.adding(seconds: 902)).verify(token) }
        await #expect(throws: TokenError.notYetValid) { try await verifier(at: noon.adding(seconds: -3)).verify(token) }
    }

    @Test("a token with one changed byte anywhere is refused")
    func tampered() async throws {
        let token = Array(try await signer().sign(.sample).token.utf8)
        let verifier = try await verifier(at: noon)
        for index in token.indices {
            var changed = token
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let text = String(decoding: changed, as: UTF8.self)
            await #expect(throws: TokenError.self) { try await verifier.verify(text) }
        }
    }

    @Test("another payload under an honest signature is refused")
    func swappedPayload() async throws {
        let parts = try await signer().sign(.sample).token.split(separator: ".")
        let admin = AccessClaims(user: UserID(42), session: SessionID(7), role: .admin)
        let other = try await signer().sign(admin).token.split(separator: ".")
        await expect(.badSignature, "\(parts[0]).\(other[1]).\(parts[2])")
    }

    @Test("a signature of one key does not pass under the id of another")
    func wrongKey() async throws {
        _ = try keys.directory.ensureKey()
        let stranger = SigningKey(id: try keys.directory.signingKey().id, key: .init(backing: .init()))
        let now = noon
        let token = try await AccessTokenSigner(key: stranger) { now }.sign(.sample).token
        await expect(.badSignature, token)
    }

    @Test("an id of no key of ours is refused, whatever it looks like")
    func unknownKey() async throws {
        let key = try keys.directory.ensureKey()
        for id in ["none", "", "../private/\(key.id)"] {
            await expect(.unknownKey, try forge(header: ["alg": "EdDSA", "typ": "at+jwt", "kid": id], key: key))
        }
    }

    @Test("no other algorithm is taken: none, HS256 keyed with our public key, or a misspelt one")
    func otherAlgorithms() async throws {
        let key = try keys.directory.ensureKey()
        for algorithm in ["none", "None", "HS256", "RS256", "ES256", "eddsa", ""] {
            await expect(.unsupported, try forge(header: header(key, alg: algorithm), key: key))
        }
        let unsigned = try forge(header: header(key, alg: "none"), key: key).split(separator: ".").dropLast()
        await expect(.unsupported, unsigned.joined(separator: ".") + ".")
        for secret in [key.key.publicKey.rawRepresentation, Data(key.key.publicKey.pemRepresentation.utf8)] {
            for algorithm in ["HS256", "EdDSA"] {
                let token = try forge(header: header(key, alg: algorithm)) {
                    Array(HMAC<SHA256>.authenticationCode(for: $0, using: SymmetricKey(data: secret)))
                }
                await expect(algorithm == "EdDSA" ? .badSignature : .unsupported, token)
            }
        }
    }

    @Test("a token of another type, or with an extension it says is critical, is refused")
    func otherTypes() async throws {
        let key = try keys.directory.ensureKey()
        await expect(.unsupported, try forge(header: ["alg": "EdDSA", "typ": "JWT", "kid": key.id], key: key))
        var critical: [String: Any] = header(key)
        critical["crit"] = ["b64"]
        await expect(.unsupported, try forge(header: critical, key: key))
        await expect(.malformed, try forge(header: ["alg": "EdDSA", "kid": key.id], key: key))
    }

    @Test("a well-signed token without one of our claims, or with a strange one, is refused")
    func claims() async throws {
        let key = try keys.directory.ensureKey()
        for name in payload().keys {
            var claims = payload()
            claims[name] = nil
            await expect(.malformed, try forge(header: header(key), payload: claims, key: key))
        }
        let strange: [(String, Any)] = [
            ("iss", "other"), ("sub", "0"), ("sub", "-1"), ("sub", "1 "), ("sid", "x"), ("role", "root"), ("exp", 1),
            ("exp", Int64.max), ("iat", -1), ("iat", Int64.min),
        ]
        for (name, value) in strange {
            var claims = payload()
            claims[name] = value
            await expect(.badClaims, try forge(header: header(key), payload: claims, key: key))
        }
    }

    @Test("a well-signed token that is not good before a later time is refused until then")
    func notBefore() async throws {
        let key = try keys.directory.ensureKey()
        for (nbf, isGood) in [(noon.unixSeconds, true), (noon.unixSeconds + 30, false)] {
            var claims = payload()
            claims["nbf"] = nbf
            let token = try forge(header: header(key), payload: claims, key: key)
            if isGood { _ = try await verifier(at: noon).verify(token) } else { await expect(.notYetValid, token) }
        }
    }

    @Test(
        "a key that the token brings along, or says where to find, is not looked at", arguments: ["jwk", "jku", "x5u"])
    func keysOfTheToken(member: String) async throws {
        let ours = try keys.directory.ensureKey()
        let theirs = SigningKey(id: ours.id, key: .init(backing: .init()))
        var head = header(ours)
        head[member] = ["kty": "OKP", "crv": "Ed25519", "x": Base64URL.encode(theirs.key.publicKey.rawRepresentation)]
        await expect(.badSignature, try forge(header: head, key: theirs))
    }

    @Test(
        "what is no token is refused, and does no harm",
        arguments: [
            "", ".", "..", "...", "a.b", "a.b.c", "e30.e30.", "e30=.e30=.AAAA", "\u{0}.\u{0}.\u{0}", "é.é.é",
            String(repeating: "A", count: 5_000), String(repeating: ".", count: 4_096),
        ])
    func nonsense(text: String) async throws {
        _ = try keys.directory.ensureKey()
        await expect(.malformed, text)
    }

    @Test("numbers too large for Int and deep nesting in a header do no harm")
    func hostileHeader() async throws {
        let key = try keys.directory.ensureKey()
        for extra in ["1e300", "-1e300", "1e99999", String(repeating: "[", count: 1_000)] {
            let text = #"{"x":\#(extra),"alg":"EdDSA","typ":"at+jwt","kid":"nobody"}"#
            let token = Base64URL.encode(text.utf8) + ".e30." + Base64URL.encode(key.key.rawRepresentation)
            await #expect(throws: TokenError.self) { try await verifier(at: noon).verify(token) }
        }
    }

    private func expect(_ error: TokenError, _ token: String, at location: SourceLocation = #_sourceLocation) async {
        await #expect(throws: error, sourceLocation: location) { try await verifier(at: noon).verify(token) }
    }

    private func signer(lifetime: Duration = .seconds(60)) async throws -> AccessTokenSigner {
        let noon = noon
        return await AccessTokenSigner(key: try keys.directory.ensureKey(), lifetime: lifetime) { noon }
    }

    private func verifier(at time: Timestamp) async throws -> AccessTokenVerifier {
        AccessTokenVerifier(keys: try await keys.publicKeys()) { time }
    }

    private func header(_ key: SigningKey, alg: String = "EdDSA") -> [String: Any] {
        ["alg": alg, "typ": "at+jwt", "kid": key.id]
    }

    private func payload() -> [String: Any] {
        let now = noon.unixSeconds
        return ["iss": "tandem", "sub": "42", "sid": "7", "role": "admin", "iat": now, "exp": now + 60]
    }

    private func forge(header: [String: Any], payload: [String: Any]? = nil, key: SigningKey) throws -> String {
        let signer = try Curve25519.Signing.PrivateKey(rawRepresentation: key.key.rawRepresentation)
        return try forge(header: header, payload: payload) { Array(try signer.signature(for: $0)) }
    }

    private func forge(
        header: [String: Any], payload: [String: Any]? = nil, sign: (Data) throws -> [UInt8]
    ) throws -> String {
        let parts = try [header, payload ?? self.payload()].map { part in
            Base64URL.encode(try JSONSerialization.data(withJSONObject: part))
        }
        let text = parts.joined(separator: ".")
        return text + "." + Base64URL.encode(try sign(Data(text.utf8)))
    }
}
