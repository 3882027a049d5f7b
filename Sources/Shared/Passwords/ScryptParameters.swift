/// The cost of one scrypt hash (RFC 7914 §2). It takes 128 · N · r bytes of memory and time in proportion to N · r · p.
package struct ScryptParameters: Sendable, Equatable {
    /// Log₂ of N, the CPU and memory cost.
    package let logN: Int
    /// The block size.
    package let r: Int
    /// The parallelisation, here how many times the work is done.
    package let p: Int

    /// N = 2¹⁴, r = 8, p = 5: 16 MiB, one of OWASP's equivalent settings (Password Storage Cheat Sheet).
    package static let `default` = ScryptParameters(logN: 14, r: 8, p: 5, unchecked: ())

    /// Nil for parameters that scrypt does not know, or that cost more than 64 MiB or eight times the default: a row of
    /// the database must not be able to stop the daemon.
    package init?(logN: Int, r: Int, p: Int) {
        guard (1...17).contains(logN), (1...32).contains(r), (1...64).contains(p),
            128 * r << logN <= 64 << 20, (r * p) << logN <= 8 * Self.default.work
        else { return nil }
        self.init(logN: logN, r: r, p: p, unchecked: ())
    }

    private init(logN: Int, r: Int, p: Int, unchecked: Void) {
        self.logN = logN
        self.r = r
        self.p = p
    }

    /// Bytes that OpenSSL needs: N + 2 blocks of 128 · r bytes, and p of them as input.
    var memory: Int { 128 * r * ((1 << logN) + p + 2) }

    private var work: Int { (r * p) << logN }
}
