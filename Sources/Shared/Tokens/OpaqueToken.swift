import Crypto

/// A secret that means nothing by itself, such as a refresh token or a socket ticket: 256 random bits, given out as 43
/// characters of base64url and kept only as a digest.
package struct OpaqueToken: Sendable, CustomStringConvertible {
    private let bytes: [UInt8]

    /// A new one, of the system's generator.
    package init() {
        var generator = SystemRandomNumberGenerator()
        bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// What a client sent; nil unless it has the form of one of ours.
    package init?(parsing text: String) {
        guard let bytes = Base64URL.decode(text.utf8), bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// What its owner gets. It is a secret: never log or store it.
    package var text: String { Base64URL.encode(bytes) }

    /// The SHA-256 of its bytes, to store and to look it up by. Without a salt, because nobody can guess 256 bits.
    package var digest: [UInt8] { Array(SHA256.hash(data: bytes)) }

    package var description: String { "[redacted]" }
}

extension OpaqueToken: CustomReflectable {
    package var customMirror: Mirror { Mirror(self, children: []) }
}
