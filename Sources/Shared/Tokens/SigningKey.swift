import JWTKit

/// A private Ed25519 key and its id, the `kid` of the tokens it signs.
package struct SigningKey: Sendable, CustomStringConvertible {
    package let id: String
    let key: EdDSA.PrivateKey

    package var description: String { "signing key \(id)" }
}

extension SigningKey: CustomReflectable {
    package var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}
