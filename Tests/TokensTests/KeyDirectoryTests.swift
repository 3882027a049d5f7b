import Foundation
import JWTKit
import Synchronization
import TestSupport
import Testing

@testable import Tokens

@Suite struct KeyDirectoryTests {
    private let keys = TemporaryKeys()

    @Test("the first key is made once, and only its owner may read its private half")
    func ensure() throws {
        let key = try keys.directory.ensureKey()
        #expect(try keys.directory.ensureKey().id == key.id)
        #expect(try keys.mode("private") == 0o700)
        #expect(try keys.mode("private/\(key.id).pem") == 0o600)
        #expect(try keys.directory.publicKeys().keys.sorted() == [key.id])
    }

    @Test("a rotation signs with the new key, still verifies with the old one, and drops the oldest")
    func rotate() async throws {
        let first = try keys.directory.ensureKey()
        let old = try await AccessTokenSigner(key: first).sign(.sample).token
        let second = try keys.directory.rotate(keep: 2)
        #expect(try keys.directory.signingKey().id == second.id)
        _ = try await AccessTokenVerifier(keys: try await keys.publicKeys()).verify(old)
        let third = try keys.directory.rotate(keep: 2)
        #expect(try keys.directory.publicKeys().keys.sorted() == [second.id, third.id])
        await #expect(throws: TokenError.unknownKey) {
            try await AccessTokenVerifier(keys: try await keys.publicKeys()).verify(old)
        }
    }

    @Test("a verifier that runs finds a new key by itself, reading the directory at most once a second")
    func reload() async throws {
        _ = try keys.directory.ensureKey()
        let clock = Mutex(ContinuousClock.now)
        let advance = { (duration: Duration) in clock.withLock { $0 += duration } }
        let publicKeys = try await PublicKeys(keys.directory, logger: .quiet) { clock.withLock { $0 } }
        let verifier = AccessTokenVerifier(keys: publicKeys)
        let new = try await AccessTokenSigner(key: try keys.directory.rotate()).sign(.sample).token
        await #expect(throws: TokenError.unknownKey) { try await verifier.verify(new) }
        advance(.seconds(1))
        #expect(try await verifier.verify(new).claims == .sample)
        #expect(String(decoding: publicKeys.jwks, as: UTF8.self).contains(try keys.directory.signingKey().id))
    }

    @Test("a removed key is forgotten within a minute, but an emptied directory is not believed")
    func removal() async throws {
        let first = try keys.directory.ensureKey()
        let clock = Mutex(ContinuousClock.now)
        let publicKeys = try await PublicKeys(keys.directory, logger: .quiet) { clock.withLock { $0 } }
        _ = try keys.directory.rotate(keep: 1)
        #expect(await publicKeys.key(first.id) != nil)
        clock.withLock { $0 += .seconds(60) }
        #expect(await publicKeys.key(first.id) == nil)
        let second = try keys.directory.signingKey()
        try FileManager.default.removeItem(atPath: keys.directory.path)
        clock.withLock { $0 += .seconds(60) }
        #expect(await publicKeys.key(second.id) != nil)
    }

    @Test("a private key that anybody may read is refused")
    func exposed() throws {
        let path = keys.directory.path + "/private/\(try keys.directory.ensureKey().id).pem"
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(throws: KeyDirectoryError.exposed(path)) { try keys.directory.signingKey() }
    }

    @Test("a file that is no key is named, other files are passed over, a missing directory is told")
    func strangeFiles() async throws {
        #expect(throws: KeyDirectoryError.self) { try keys.directory.publicKeys() }
        _ = try keys.directory.ensureKey()
        let path = keys.directory.path + "/public/"
        try Data("hello".utf8).write(to: URL(filePath: path + "README"))
        #expect(try keys.directory.publicKeys().count == 1)
        try Data("hello".utf8).write(to: URL(filePath: path + "bad.pem"))
        #expect(throws: KeyDirectoryError.malformed(path + "bad.pem")) { try keys.directory.publicKeys() }
    }

    @Test("the key set has every public key in the form of RFC 8037, and nothing private")
    func jwks() async throws {
        let key = try keys.directory.ensureKey()
        let text = String(decoding: try await keys.publicKeys().jwks, as: UTF8.self)
        let x = Base64URL.encode(key.key.publicKey.rawRepresentation)
        let member = #"{"alg":"EdDSA","crv":"Ed25519","kid":"\#(key.id)","kty":"OKP","use":"sig","x":"\#(x)"}"#
        #expect(text == #"{"keys":[\#(member)]}"#)
    }

    @Test("a signing key does not print itself")
    func printsNothing() throws {
        let key = try keys.directory.ensureKey()
        var dumped = ""
        dump(key, to: &dumped)
        #expect(!(dumped + "\(key)").contains("rawRepresentation") && "\(key)" == "signing key \(key.id)")
    }
}
