import Crypto
import Foundation
import JSON
import NIOHTTP1
import Testing

extension EndToEnd.Contract {
    @Test("no forged, stale or foreign access token opens anything on either host")
    func tokenAttacks() async throws {
        try await withShop { running in
            let shop = running.shop
            let customer = try await shop.newCustomer()
            let forge = try TokenForge(keys: running.stack.folder.appending(path: "keys"), honest: running.admin.access)
            for (name, token) in try forge.attacks() + [("a refresh token", customer.refresh)] {
                let write = try await shop.patch("/api/auth/profile/", token: token, json: #"{"name":"Mallory"}"#)
                let read = try await shop.get("/api/auth/profile/", token: token)
                let administer = try await shop.send(.GET, .command, "/api/admin/orders/", token: token)
                for answer in [write, read, administer] {
                    #expect([401, 431].contains(answer.status), "\(name)")
                    #expect(answer.status == 431 || answer.problem == "invalid-token", "\(name)")
                }
                let verified = try await shop.post(
                    "/api/auth/verify/", json: JSONValue.object(["token": .string(token)]).text)
                #expect([401, 422].contains(verified.status), "\(name)")
            }
            // The forge itself can sign: what it refused above was refused for the right reasons.
            let honest = try forge.token()
            #expect(try await shop.get("/api/auth/profile/", token: honest).status == 200)
        }
    }
}

extension JSONValue {
    fileprivate static func object(_ members: [String: JSONValue]) -> JSONValue {
        .object(JSONObject(members: members.map { JSONObject.Member(name: $0.key, value: $0.value) }))
    }
}

/// Makes access tokens of all kinds, with the shop's own key as well as with a stranger's.
struct TokenForge {
    private let key: Curve25519.Signing.PrivateKey
    private let stranger = Curve25519.Signing.PrivateKey()
    private let keyID: String
    /// The claims of an honest token.
    private let claims: [String: Any]

    /// - Parameters:
    ///   - keys: the shop's key directory.
    ///   - honest: a good token.
    init(keys: URL, honest: String) throws {
        let folder = keys.appending(path: "private")
        let file = try #require(
            try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).first)
        keyID = file.deletingPathExtension().lastPathComponent
        let pem = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("-") }
        let der = try #require(Data(base64Encoded: pem.joined()))
        // PKCS #8 of Ed25519 ends with the key (RFC 8410 §7).
        key = try Curve25519.Signing.PrivateKey(rawRepresentation: der.suffix(32))
        let payload = try #require(Self.decoded(honest.split(separator: ".")[1]))
        claims = try #require(try JSONSerialization.jsonObject(with: payload) as? [String: Any])
    }

    /// A good token, or one with other claims or header members, or signed by somebody else.
    func token(
        _ change: [String: Any] = [:], header: [String: Any] = [:], by key: Curve25519.Signing.PrivateKey? = nil
    ) throws -> String {
        let head: [String: Any] = ["alg": "EdDSA", "typ": "at+jwt", "kid": keyID]
        let signer = key ?? self.key
        return try token(head.merging(header) { $1 }, claims.merging(change) { $1 }) { try signer.signature(for: $0) }
    }

    private func token(
        _ header: [String: Any], _ claims: [String: Any], sign: (Data) throws -> Data
    ) throws -> String {
        let parts = try [header, claims].map { Self.encoded(try JSONSerialization.data(withJSONObject: $0)) }
        let text = parts.joined(separator: ".")
        return text + "." + Self.encoded(try sign(Data(text.utf8)))
    }

    /// Tokens that must be refused, each with what is wrong with it.
    func attacks() throws -> [(String, String)] {
        let now = Int(Date().timeIntervalSince1970)
        let good = try token()
        let parts = good.split(separator: ".").map(String.init)
        let theirs = Self.encoded(stranger.publicKey.rawRepresentation)
        let jwk = ["kty": "OKP", "crv": "Ed25519", "x": theirs, "kid": keyID]
        var attacks: [(String, String)] = [
            ("expired", try token(["iat": now - 2_000, "exp": now - 100])),
            ("good only later", try token(["nbf": now + 600])),
            ("issued in the future", try token(["iat": now + 600, "exp": now + 1_200])),
            ("another issuer", try token(["iss": "somebody"])),
            ("an unknown role", try token(["role": "root"])),
            ("signed by a stranger", try token(by: stranger)),
            ("signed by a stranger who claims to be an admin", try token(["role": "admin"], by: stranger)),
            ("a key that it brings along", try token(header: ["jwk": jwk], by: stranger)),
            ("a key to be fetched", try token(header: ["jku": "http://127.0.0.1:1/keys"], by: stranger)),
            ("a certificate to be fetched", try token(header: ["x5u": "http://127.0.0.1:1/cert"], by: stranger)),
            ("another key's id", try token(header: ["kid": "none"])),
            ("a path for a key's id", try token(header: ["kid": "../private/\(keyID)"])),
            ("a file for a key's id", try token(header: ["kid": "/dev/null"])),
            ("SQL for a key's id", try token(header: ["kid": "' OR 1=1 --"])),
            ("another type", try token(header: ["typ": "JWT"])),
            ("a critical extension", try token(header: ["crit": ["exp"]])),
            ("its signature cut short", String(good.dropLast(10))), ("no signature", parts[0] + "." + parts[1] + "."),
            ("two parts", parts[0] + "." + parts[1]), ("four parts", good + ".e30"), ("five parts", good + ".e30.e30"),
            ("huge", good + String(repeating: "A", count: 8_000)), ("dots", "..."), ("empty JSON", "e30.e30.e30"),
            (
                "claims twice",
                try signed(#"{"alg":"EdDSA","typ":"at+jwt","kid":"\#(keyID)"}"#, #"{"role":"customer","role":"admin"}"#)
            ),
            (
                "two algorithms",
                Self.encoded(Data(#"{"alg":"none","alg":"EdDSA","typ":"at+jwt","kid":"\#(keyID)"}"#.utf8)) + "."
                    + parts[1] + "."
            ),
        ]
        for algorithm in ["none", "None", "nOnE"] {
            let header = ["alg": algorithm, "typ": "at+jwt", "kid": keyID]
            attacks.append(("alg \(algorithm)", try token(header, claims) { _ in Data() }))
        }
        for secret in [key.publicKey.rawRepresentation, Data(Self.encoded(key.publicKey.rawRepresentation).utf8)] {
            let header = ["alg": "HS256", "typ": "at+jwt", "kid": keyID]
            let forged = try token(header, claims) {
                Data(HMAC<SHA256>.authenticationCode(for: $0, using: SymmetricKey(data: secret)))
            }
            attacks.append(("HS256 with the public key for a secret", forged))
        }
        return attacks
    }

    private func signed(_ header: String, _ claims: String) throws -> String {
        let text = Self.encoded(Data(header.utf8)) + "." + Self.encoded(Data(claims.utf8))
        return text + "." + Self.encoded(try key.signature(for: Data(text.utf8)))
    }

    private static func encoded(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func decoded(_ text: Substring) -> Data? {
        let padded = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: padded + String(repeating: "=", count: (4 - padded.count % 4) % 4))
    }
}
