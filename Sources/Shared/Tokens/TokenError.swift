/// Why an access token is refused. A client is told no more than "invalid" or "expired".
package enum TokenError: Error, Sendable, Equatable {
    /// Not three parts of base64url with the JSON we expect, or too long.
    case malformed
    /// Another algorithm or another type of token than ours.
    case unsupported
    /// Signed with a key that we do not have.
    case unknownKey
    case badSignature
    /// Well signed, but by its claims not one of ours.
    case badClaims
    case expired
    /// From the future, by more than the leeway: the clocks of the hosts disagree.
    case notYetValid
}
