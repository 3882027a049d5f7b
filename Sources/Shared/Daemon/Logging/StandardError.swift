import Glibc

/// The process's standard error, without the buffers (and the global state) of stdio.
package enum StandardError {
    package static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// One `write` for it all, as long as the kernel takes it: lines of several threads do not mix. What cannot be
    /// written is lost; there is nowhere to say so.
    static func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return
            }
        }
    }

    package static func write(_ text: String) { write(Array(text.utf8)) }
}
