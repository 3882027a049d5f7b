import Testing

@testable import Passwords

@Suite struct PasswordHasherTests {
    @Test("a password is valid against its own hash only, and each hash has its own salt")
    func hashAndVerify() async throws {
        let hasher = PasswordHasher(parameters: try cheap())
        let hash = try await hasher.hash("correct horse")
        #expect(try await hasher.hash("correct horse") != hash)
        #expect(try await hasher.verify("correct horse", against: hash) == .valid)
        #expect(try await hasher.verify("correct horsf", against: hash) == .invalid)
        #expect(try await hasher.verify("", against: hash) == .invalid)
    }

    @Test("a hash made with other settings is valid and asks to be made again")
    func rehash() async throws {
        let old = try await PasswordHasher(parameters: try cheap()).hash("correct horse")
        let today = PasswordHasher(parameters: .default)
        #expect(try await today.verify("correct horse", against: old) == .validNeedsRehash)
        #expect(try await today.verify("wrong", against: old) == .invalid)
    }

    @Test("an unknown account costs the same work as a known one")
    func decoy() async throws {
        let hasher = PasswordHasher()
        let hash = try await hasher.hash("correct horse")
        let clock = ContinuousClock()
        let known = try await clock.measure { _ = try await hasher.verify("wrong", against: hash) }
        var outcome = Verification.valid
        let unknown = try await clock.measure { outcome = try await hasher.verify("wrong", against: nil) }
        #expect(outcome == .invalid)
        // Far apart on purpose: other tests share the processors. Without the work it is a thousandth.
        #expect(unknown > known / 10)
    }

    @Test("the decoy's own bytes are no way in")
    func decoyHasNoPassword() async throws {
        let hasher = PasswordHasher(parameters: try cheap())
        #expect(try await hasher.verify("", against: nil) == .invalid)
    }

    @Test("a stored hash that is none is told apart from a wrong password")
    func malformed() async throws {
        let hasher = PasswordHasher(parameters: try cheap())
        await #expect(throws: PasswordError.malformedHash) { try await hasher.verify("x", against: "plain text") }
    }

    private func cheap() throws -> ScryptParameters { try #require(ScryptParameters(logN: 4, r: 8, p: 1)) }
}
