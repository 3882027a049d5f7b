/// What `Host` may say (RFC 9110 §7.2).
package enum HTTPHost {
    /// Whether a byte may stand in it: no blanks, no control characters, and nothing that no host or port has.
    package static func allows(_ byte: UInt8) -> Bool { allowed[Int(byte)] }

    private static let allowed: [Bool] = (0..<256).map { byte in
        byte > 0x20 && byte < 0x7F && !"\"#/<>?@\\^`{|}".utf8.contains(UInt8(byte))
    }
}
