import HTTPTypes

/// The name under which one request is found in the logs of every process that it passed.
package enum RequestID {
    package static let maximumLength = 128

    /// The client's own `X-Request-ID` when it is 1–128 visible ASCII characters, otherwise a new one: 128 random bits
    /// in hexadecimal.
    package static func of(_ headers: HTTPFields) -> String {
        if let given = headers[.requestID], VisibleASCII.is(given, maximumLength: maximumLength) { return given }
        return [UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max)]
            .map { number in
                let digits = String(number, radix: 16)
                return String(repeating: "0", count: 16 - digits.utf8.count) + digits
            }
            .joined()
    }
}

enum VisibleASCII {
    /// Whether `text` has 1 to `maximumLength` characters, all of them `!` to `~`.
    static func `is`(_ text: String, maximumLength: Int) -> Bool {
        (1...maximumLength).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
