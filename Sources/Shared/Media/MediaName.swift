import Crypto

/// The name of a stored image: the SHA-256 of its bytes, and what it is. Equal names mean equal bytes, so that a name can
/// be cached for ever; and none can lead out of a folder.
package struct MediaName: Sendable, Hashable, CustomStringConvertible {
    /// 64 hexadecimal digits in lower case.
    package let hash: String
    package let format: ImageFormat

    /// Of an image's bytes.
    package init(of bytes: [UInt8], _ format: ImageFormat) {
        let digits = Array("0123456789abcdef".utf8)
        var hash: [UInt8] = []
        hash.reserveCapacity(64)
        for byte in SHA256.hash(data: bytes) { hash += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        self.hash = String(decoding: hash, as: UTF8.self)
        self.format = format
    }

    /// Nil for anything but `<64 digits>.jpg`, `.png` or `.webp`.
    package init?(parsing text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let format = ImageFormat(rawValue: String(parts[1])), parts[0].utf8.count == 64,
            parts[0].utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        hash = String(parts[0])
        self.format = format
    }

    package var description: String { "\(hash).\(format.rawValue)" }
}
