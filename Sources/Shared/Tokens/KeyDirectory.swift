import Crypto
package import Domain
import FoundationEssentials
import JWTKit

/// The directory of the token keys, Ed25519 in PEM: `private/KID.pem` (PKCS #8), which only command-api may read, and
/// `public/KID.pem` (SPKI), all that query-api needs. Ids begin with the time of their making, so the last by name is
/// the newest; how long one has been there is told by the time of its public file. The files are what `openssl genpkey -algorithm ed25519` makes, too.
package struct KeyDirectory: Sendable {
    package let path: String

    private var privatePath: String { path + "/private" }
    private var publicPath: String { path + "/public" }

    package init(_ path: String) { self.path = path }

    /// The key to sign with: the newest whose public half has been there for the delay, so that who verifies has it too; the
    /// oldest one while there is none such.
    ///
    /// - Throws: `KeyDirectoryError`, `.noKey` among them.
    package func signingKey(activationDelay: Duration = .zero, now: Timestamp = .now()) throws(KeyDirectoryError)
        -> SigningKey
    {
        let ids = try KeyFile.ids(in: privatePath)
        guard var id = ids.first else { throw .noKey(privatePath) }
        for candidate in ids where try age(of: candidate, at: now) >= activationDelay { id = candidate }
        return SigningKey(id: id, key: try KeyFile(directory: privatePath, id: id).privateKey())
    }

    /// The same, after making the first key if there is none yet.
    package func ensureKey(activationDelay: Duration = .zero) throws(KeyDirectoryError) -> SigningKey {
        if KeyFile.exists(privatePath), try !KeyFile.ids(in: privatePath).isEmpty {
            return try signingKey(activationDelay: activationDelay)
        }
        return try addKey(at: .now())
    }

    /// Makes a key, which signs after its delay, and removes those that nobody needs any more: what they signed has
    /// expired, because a newer one signs since `retirement`.
    /// - Parameter retirement: the activation delay, how long verifiers and signers may take to look again, and the life of
    ///   an access token, together.
    package func rotate(retirement: Duration, now: Timestamp = .now()) throws(KeyDirectoryError) -> SigningKey {
        let ids = try KeyFile.ids(in: publicPath)
        var successor: String?
        for id in ids where try age(of: id, at: now) >= retirement { successor = id }
        let key = try addKey(at: now)
        guard let successor else { return key }
        // Signing stops before verifying does.
        for path in [privatePath, publicPath] {
            for id in try KeyFile.ids(in: path) where id < successor {
                try KeyFile(directory: path, id: id).remove()
            }
        }
        return key
    }

    /// How long the public half has been there, to the second; none without one, which nobody could verify with.
    private func age(of id: String, at now: Timestamp) throws(KeyDirectoryError) -> Duration {
        guard let made = KeyFile(directory: publicPath, id: id).modified else { return .zero }
        return .seconds(now.unixSeconds - made)
    }

    /// Every public key by its id.
    func publicKeys() throws(KeyDirectoryError) -> [String: EdDSA.PublicKey] {
        var keys: [String: EdDSA.PublicKey] = [:]
        for id in try KeyFile.ids(in: publicPath) {
            keys[id] = try KeyFile(directory: publicPath, id: id).publicKey()
        }
        return keys
    }

    private func addKey(at now: Timestamp) throws(KeyDirectoryError) -> SigningKey {
        try KeyFile.makeDirectory(publicPath, mode: 0o755)
        try KeyFile.makeDirectory(privatePath, mode: 0o700)
        let key = SigningKey(id: Self.newID(at: now), key: EdDSA.PrivateKey(backing: .init()))
        // The public half first, so that nobody can sign what nobody can verify.
        try KeyFile(directory: publicPath, id: key.id).write(key.key.publicKey.pemRepresentation, mode: 0o644)
        try KeyFile(directory: privatePath, id: key.id).write(key.key.pemRepresentation, mode: 0o600)
        return key
    }

    /// `20261121T120000123Z-5f3a9c01`: the time to the millisecond, then chance.
    private static func newID(at now: Timestamp) -> String {
        let time = now.description.filter { $0 != "-" && $0 != ":" && $0 != "." }
        let chance = String(UInt32.random(in: .min ... .max), radix: 16)
        return time + "-" + String(repeating: "0", count: 8 - chance.count) + chance
    }
}
