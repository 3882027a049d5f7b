/// Which passwords a person may choose (NIST SP 800-63B §5.1.1.2): long enough, not one that everybody tries first, and
/// nothing else asked of them.
package enum PasswordPolicy {
    /// Bytes of UTF-8. The upper bound keeps a request from buying work with length.
    package static let length = 8...256

    /// What is wrong with a password, as a sentence for its owner; nil when it may be used.
    package static func check(_ password: String, email: String) -> String? {
        let count = password.utf8.count
        if count < length.lowerBound { return "must have at least \(length.lowerBound) characters" }
        if count > length.upperBound { return "must have at most \(length.upperBound) bytes" }
        let folded = password.lowercased()
        if CommonPasswords.all.contains(folded) { return "is among the passwords that are tried first" }
        if Set(folded).count == 1 { return "must not be one character again and again" }
        let address = email.lowercased()
        let localPart = address.prefix { $0 != "@" }
        if folded == address || folded == localPart { return "must not be the e-mail address" }
        return nil
    }
}
