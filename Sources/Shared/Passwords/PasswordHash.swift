/// A stored password: scrypt's parameters, salt and output in the PHC string format,
/// `$scrypt$ln=14,r=8,p=5$<salt>$<hash>`, both in base64 without padding
/// (https://github.com/P-H-C/phc-string-format).
struct PasswordHash: Equatable {
    static let saltLength = 16
    static let keyLength = 32

    let parameters: ScryptParameters
    let salt: [UInt8]
    let key: [UInt8]

    var text: String {
        let costs = "ln=\(parameters.logN),r=\(parameters.r),p=\(parameters.p)"
        return "$scrypt$\(costs)$\(Base64.encode(salt))$\(Base64.encode(key))"
    }
}

extension PasswordHash {
    /// Nil for anything that `text` would not give, or whose parameters are out of bounds.
    init?(parsing text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard text.utf8.count <= 256, parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let parameters = Self.parameters(parts[2]), let salt = Base64.decode(parts[3]),
            let key = Base64.decode(parts[4]), (8...64).contains(salt.count), (16...64).contains(key.count)
        else { return nil }
        self.init(parameters: parameters, salt: salt, key: key)
    }

    private static func parameters(_ text: Substring) -> ScryptParameters? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 3, let logN = value(parts[0], of: "ln="), let r = value(parts[1], of: "r="),
            let p = value(parts[2], of: "p=")
        else { return nil }
        return ScryptParameters(logN: logN, r: r, p: p)
    }

    private static func value(_ text: Substring, of name: String) -> Int? {
        guard text.hasPrefix(name) else { return nil }
        let digits = text.dropFirst(name.count)
        guard (1...3).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        return Int(digits)
    }
}
