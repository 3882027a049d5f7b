/// What `Host` may say (RFC 9110 §7.2).
package enum HTTPHost {
    /// Whether a byte may stand in it: no blanks, no control characters, and none of `"#/<>?@\^`{|}`, which no host or
    /// port has.
    package static func allows(_ byte: UInt8) -> Bool {
        let bits: UInt64 = byte < 64 ? 0x2FFF_7FF2_0000_0000 : 0x47FF_FFFE_AFFF_FFFE
        return byte < 128 && (bits &>> UInt64(byte & 63)) & 1 == 1
    }
}
