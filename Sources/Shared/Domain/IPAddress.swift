import Glibc

/// An IPv4 or IPv6 address. IPv4 is held as IPv4-mapped IPv6 (RFC 4291 §2.5.5.2), so that `127.0.0.1` and
/// `::ffff:127.0.0.1` are the same.
package struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    let high: UInt64
    let low: UInt64

    /// Parses a numeric address, without port, brackets or zone; nil for anything else.
    package init?(parsing text: String) {
        var address = in6_addr()
        let mapped = text.contains(":") ? text : "::ffff:\(text)"
        guard inet_pton(AF_INET6, mapped, &address) == 1 else { return nil }
        let halves = withUnsafeBytes(of: &address) { bytes in
            [0, 8].map { UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self)) }
        }
        high = halves[0]
        low = halves[1]
    }

    var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

    /// What one customer of a provider has: an IPv4 address, or the /64 of an IPv6 one (RFC 6177 §2).
    package var subscriber: String {
        guard !isIPv4 else { return description }
        return IPAddress(high: high, low: 0).description + "/64"
    }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    package var description: String {
        if isIPv4 {
            return [24, 16, 8, 0].map { String(low >> $0 & 0xFF) }.joined(separator: ".")
        }
        var bytes = (high.bigEndian, low.bigEndian)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
            guard inet_ntop(AF_INET6, &bytes, text.baseAddress, socklen_t(INET6_ADDRSTRLEN)) != nil else { return "::" }
            return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}

/// A range of addresses in CIDR notation (RFC 4632): `10.0.0.0/8`, `fd00::/8`, or a single address.
package struct IPNetwork: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64
    private let highMask: UInt64
    private let lowMask: UInt64

    /// Nil unless `text` is an address with, at most, a prefix length that fits its family.
    package init?(parsing text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = IPAddress(parsing: String(parts[0])) else { return nil }
        let bits = address.isIPv4 && !parts[0].contains(":") ? 32 : 128
        var length = bits
        if parts.count == 2 {
            guard let given = UInt8(parts[1]), given <= bits else { return nil }
            length = Int(given)
        }
        let prefix = length + 128 - bits
        highMask = prefix >= 64 ? .max : ~(UInt64.max >> UInt64(prefix))
        lowMask = prefix >= 128 ? .max : (prefix <= 64 ? 0 : ~(UInt64.max >> UInt64(prefix - 64)))
        high = address.high & highMask
        low = address.low & lowMask
    }

    package func contains(_ address: IPAddress) -> Bool {
        address.high & highMask == high && address.low & lowMask == low
    }
}
