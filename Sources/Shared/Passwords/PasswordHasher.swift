/// Hashes and checks passwords with scrypt, on threads of its own: at most `threads` at a time, with at most
/// `queueLimit` more waiting.
package final class PasswordHasher: Sendable {
    private let parameters: ScryptParameters
    private let pool: HashingPool

    package init(parameters: ScryptParameters = .default, threads: Int = 2, queueLimit: Int = 64) {
        self.parameters = parameters
        pool = HashingPool(threads: threads, queueLimit: queueLimit)
    }

    /// How many hashes wait for a thread, at most `queueLimit`.
    package var waitingCount: Int { pool.waitingCount }

    package var statistics: HashingStatistics { pool.statistics }
    /// How many hashes were asked for so far, refused ones included.
    package var requestedCount: Int { pool.requestedCount }

    /// Hashes a password with a new salt and gives the PHC string to store.
    ///
    /// - Throws: `poolFull`, `cancelled`, `hashingFailed`.
    package func hash(_ password: String) async throws(PasswordError) -> String {
        let parameters = parameters
        return try await pool.run { () throws(PasswordError) in
            let salt = try Scrypt.randomBytes(PasswordHash.saltLength)
            let key = try Scrypt.derive(
                password: Array(password.utf8), salt: salt, parameters: parameters, length: PasswordHash.keyLength)
            return PasswordHash(parameters: parameters, salt: salt, key: key).text
        }
    }

    /// Checks a password against a stored PHC string.
    ///
    /// For nil, when there is no such account, it does the same work and answers `invalid`, so that the time taken does
    /// not tell which accounts exist.
    ///
    /// - Throws: any `PasswordError`.
    package func verify(_ password: String, against phc: String?) async throws(PasswordError) -> Verification {
        let stored = phc.map { PasswordHash(parsing: $0) }
        if case .some(.none) = stored { throw .malformedHash }
        let decoy = PasswordHash(
            parameters: parameters, salt: Array(repeating: 0, count: PasswordHash.saltLength),
            key: Array(repeating: 0, count: PasswordHash.keyLength))
        let expected = (stored ?? nil) ?? decoy
        let key = try await pool.run { () throws(PasswordError) in
            try Scrypt.derive(
                password: Array(password.utf8), salt: expected.salt, parameters: expected.parameters,
                length: expected.key.count)
        }
        guard Scrypt.areEqual(key, expected.key), phc != nil else { return .invalid }
        return expected.parameters == parameters && expected.salt.count == PasswordHash.saltLength
            && expected.key.count == PasswordHash.keyLength ? .valid : .validNeedsRehash
    }
}
