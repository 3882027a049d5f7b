/// Why a password could not be hashed or checked.
package enum PasswordError: Error, Sendable, Equatable {
    /// As many hashes wait as the settings allow; the caller should answer 503.
    case poolFull
    /// The caller's task was cancelled while its hash waited.
    case cancelled
    /// A stored hash is not one of ours, or its parameters are out of bounds.
    case malformedHash
    /// libcrypto has no memory or no randomness.
    case hashingFailed
}
