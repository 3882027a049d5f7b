/// An e-mail address as its owner typed it, without blanks around it. Two addresses that differ only in case are one
/// account (`key`).
package struct EmailAddress: Sendable, CustomStringConvertible {
    package let text: String

    /// The form by which addresses are compared and are unique.
    package var key: String { text.lowercased() }

    package var description: String { text }

    /// Takes what RFC 5321 §4.5.3.1 can deliver and a person could mean: one `@`, 1–64 bytes before it, a dotted domain
    /// after it, at most 254 bytes, no blanks, control characters, quotes, angle brackets or commas. Nil otherwise.
    package init?(parsing text: String) {
        let trimmed = text.drop { $0 == " " }
        let address = String(trimmed.reversed().drop { $0 == " " }.reversed())
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard address.utf8.count <= 254, parts.count == 2, (1...64).contains(parts[0].utf8.count) else { return nil }
        let forbidden: Set<Unicode.Scalar> = ["\"", "<", ">", ",", ";", ":", "(", ")", "[", "]", "\\", "\u{7F}"]
        guard
            address.unicodeScalars.allSatisfy({
                $0.value > 32 && !forbidden.contains($0) && !$0.properties.isWhitespace
            })
        else { return nil }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2,
            labels.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 63 && $0.first != "-" && $0.last != "-" })
        else { return nil }
        guard parts[0].first != ".", parts[0].last != ".", !parts[0].contains("..") else { return nil }
        self.text = address
    }
}
