import Domain
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

    private static let delay: Duration = .seconds(120)
    private static let retirement: Duration = .seconds(1_080)

    private func rotate(at time: Timestamp, retirement: Duration = KeyDirectoryTests.retirement) throws -> String {
        let key = try keys.directory.rotate(retirement: retirement, now: time)
        try keys.date(key.id, time)
        return key.id
    }

    private func signing(at time: Timestamp) throws -> String {
        try keys.directory.signingKey(activationDelay: Self.delay, now: time).id
    }

    @Test("a new key signs after its delay, the only key at once")
    func activation() throws {
        let start = Timestamp(microseconds: 1_800_000_000_000_000)
        let first = try keys.directory.ensureKey().id
        try keys.date(first, start)
        #expect(try signing(at: start) == first)
        let second = try rotate(at: start.adding(seconds: 10))
        #expect(try signing(at: start.adding(seconds: 129)) == first)
        #expect(try signing(at: start.adding(seconds: 130)) == second)
    }

    @Test("however often it is rotated, the keys of live tokens stay; later they go")
    func rotations() throws {
        let start = Timestamp(microseconds: 1_800_000_000_000_000)
        let first = try keys.directory.ensureKey().id
        try keys.date(first, start)
        var made = [first]
        for second in 1...5 { made.append(try rotate(at: start.adding(seconds: Int64(second)))) }
        #expect(try keys.directory.publicKeys().keys.sorted() == made)
        let later = try rotate(at: start.adding(seconds: 5 + 1_080))
        #expect(try keys.directory.publicKeys().keys.sorted() == [made[5], later])
        #expect(try signing(at: start.adding(seconds: 5 + 1_080)) == made[5])
    }

    @Test("whatever the rotations, what was signed within a token's life can be verified", arguments: 0..<30)
    func alwaysVerifiable(seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        let start = Timestamp(microseconds: 1_800_000_000_000_000)
        try keys.date(try keys.directory.ensureKey().id, start)
        var signed: [(key: String, at: Int64)] = []
        var now: Int64 = 0
        for _ in 0..<40 {
            now += .random(in: 0...400, using: &chance)
            if .random(using: &chance) { _ = try rotate(at: start.adding(seconds: now)) }
            // As a process that reads the directory a second late does.
            signed.append((try signing(at: start.adding(seconds: now - 1)), now))
            let known = try keys.directory.publicKeys()
            for token in signed where now - token.at <= 900 { #expect(known[token.key] != nil, "seed \(seed)") }
        }
    }

    @Test("a signer that runs takes the new key by itself, and keeps the old one while the directory is gone")
    func signerReloads() async throws {
        let clock = Mutex(ContinuousClock.now)
        let signing = try await SigningKeys(keys.directory, activationDelay: .zero, logger: .quiet) {
            clock.withLock { $0 }
        }
        let first = await signing.current().id
        let second = try keys.directory.rotate(retirement: Self.retirement).id
        #expect(await signing.current().id == first)
        clock.withLock { $0 += .seconds(1) }
        #expect(await signing.current().id == second)
        try FileManager.default.removeItem(atPath: keys.directory.path)
        clock.withLock { $0 += .seconds(1) }
        #expect(await signing.current().id == second)
    }

    @Test("a verifier that runs finds a new key by itself, reading the directory at most once a second")
    func reload() async throws {
        _ = try keys.directory.ensureKey()
        let clock = Mutex(ContinuousClock.now)
        let advance = { (duration: Duration) in clock.withLock { $0 += duration } }
        let publicKeys = try await PublicKeys(keys.directory, logger: .quiet) { clock.withLock { $0 } }
        let verifier = AccessTokenVerifier(keys: publicKeys)
        let key = try keys.directory.rotate(retirement: Self.retirement)
        let new = try await AccessTokenSigner(key: key).sign(.sample).token
        await #expect(throws: TokenError.unknownKey) { try await verifier.verify(new) }
        advance(.seconds(1))
        #expect(try await verifier.verify(new).claims == .sample)
        #expect(String(decoding: await publicKeys.jwks, as: UTF8.self).contains(key.id))
    }

    @Test("a removed key is forgotten within a minute, but an emptied directory is not believed")
    func removal() async throws {
        let first = try keys.directory.ensureKey()
        let clock = Mutex(ContinuousClock.now)
        let publicKeys = try await PublicKeys(keys.directory, logger: .quiet) { clock.withLock { $0 } }
        for second in [1, 2] { _ = try rotate(at: Timestamp.now().adding(seconds: Int64(second)), retirement: .zero) }
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
