import FoundationEssentials
import JWTKit

/// A JSON Web Key Set (RFC 7517 §5) of Ed25519 keys (RFC 8037 §2), in order of their ids.
struct KeySetDocument: Encodable {
    private struct Key: Encodable {
        let kty = "OKP"
        let crv = "Ed25519"
        let use = "sig"
        let alg = AccessTokenFormat.algorithm
        let kid: String
        let x: String
    }

    private let keys: [Key]

    init(_ keys: [String: EdDSA.PublicKey]) {
        self.keys = keys.sorted { $0.key < $1.key }.map { id, key in
            Key(kid: id, x: Base64URL.encode(key.rawRepresentation))
        }
    }

    var bytes: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            return Array(try encoder.encode(self))
        }
    }
}
