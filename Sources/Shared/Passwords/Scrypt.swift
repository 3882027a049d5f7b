import CLibcrypto

/// scrypt (RFC 7914) of OpenSSL's libcrypto.
enum Scrypt {
    /// Derives `length` bytes from a password. It blocks for tens of milliseconds.
    ///
    /// - Throws: `PasswordError.hashingFailed` when there is no memory for it.
    static func derive(
        password: [UInt8], salt: [UInt8], parameters: ScryptParameters, length: Int
    ) throws(PasswordError) -> [UInt8] {
        var key = [UInt8](repeating: 0, count: length)
        let status = password.withUnsafeBytes { bytes in
            EVP_PBE_scrypt(
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, salt, salt.count,
                1 << UInt64(parameters.logN), UInt64(parameters.r), UInt64(parameters.p),
                UInt64(parameters.memory), &key, length)
        }
        guard status == 1 else { throw .hashingFailed }
        return key
    }

    /// Random bytes of OpenSSL's generator.
    static func randomBytes(_ count: Int) throws(PasswordError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_bytes(&bytes, Int32(count)) == 1 else { throw .hashingFailed }
        return bytes
    }

    /// Compares in a time that depends on the length only.
    static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }
}
