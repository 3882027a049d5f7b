import Crypto
internal import Domain
import FoundationEssentials
import JWTKit

/// The directory of the token keys, Ed25519 in PEM: `private/KID.pem` (PKCS #8), which only command-api may read, and
/// `public/KID.pem` (SPKI), all that query-api needs. Ids begin with the time of their making, so the last by name is
/// the newest. The files are what `openssl genpkey -algorithm ed25519` makes, too.
package struct KeyDirectory: Sendable {
    package let path: String

    private var privatePath: String { path + "/private" }
    private var publicPath: String { path + "/public" }

    package init(_ path: String) { self.path = path }

    /// The newest private key.
    ///
    /// - Throws: `KeyDirectoryError`, `.noKey` among them.
    package func signingKey() throws(KeyDirectoryError) -> SigningKey {
        guard let id = try KeyFile.ids(in: privatePath).last else { throw .noKey(privatePath) }
        return SigningKey(id: id, key: try KeyFile(directory: privatePath, id: id).privateKey())
    }

    /// The newest private key, or the first one if there is none yet.
    package func ensureKey() throws(KeyDirectoryError) -> SigningKey {
        if KeyFile.exists(privatePath), try !KeyFile.ids(in: privatePath).isEmpty { return try signingKey() }
        return try addKey()
    }

    /// Makes a key that signs from now on, and removes all but the newest `keep` (at least one). The tokens of a removed
    /// key are no longer accepted: rotate less often than they live.
    package func rotate(keep: Int = 2) throws(KeyDirectoryError) -> SigningKey {
        let key = try addKey()
        let removed = Set(try KeyFile.ids(in: publicPath).dropLast(max(keep, 1)))
        // Signing stops before verifying does.
        for path in [privatePath, publicPath] {
            for id in try KeyFile.ids(in: path) where removed.contains(id) {
                try KeyFile(directory: path, id: id).remove()
            }
        }
        return key
    }

    /// Every public key by its id.
    func publicKeys() throws(KeyDirectoryError) -> [String: EdDSA.PublicKey] {
        var keys: [String: EdDSA.PublicKey] = [:]
        for id in try KeyFile.ids(in: publicPath) {
            keys[id] = try KeyFile(directory: publicPath, id: id).publicKey()
        }
        return keys
    }

    private func addKey() throws(KeyDirectoryError) -> SigningKey {
        try KeyFile.makeDirectory(publicPath, mode: 0o755)
        try KeyFile.makeDirectory(privatePath, mode: 0o700)
        let key = SigningKey(id: Self.newID(), key: EdDSA.PrivateKey(backing: .init()))
        // The public half first, so that nobody can sign what nobody can verify.
        try KeyFile(directory: publicPath, id: key.id).write(key.key.publicKey.pemRepresentation, mode: 0o644)
        try KeyFile(directory: privatePath, id: key.id).write(key.key.pemRepresentation, mode: 0o600)
        return key
    }

    /// `20261121T120000123Z-5f3a9c01`: the time to the millisecond, then chance.
    private static func newID() -> String {
        let time = Timestamp.now().description.filter { $0 != "-" && $0 != ":" && $0 != "." }
        let chance = String(UInt32.random(in: .min ... .max), radix: 16)
        return time + "-" + String(repeating: "0", count: 8 - chance.count) + chance
    }
}
