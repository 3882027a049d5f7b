import HTTPTypes
import NIOCore

/// The name under which one request is found in the logs of every process that it passed.
package enum RequestID {
    package static let maximumLength = 128

    /// The client's own `X-Request-ID` when it is 1–128 visible ASCII characters, otherwise a new one: 128 random bits
    /// in hexadecimal.
    package static func of(_ headers: HTTPFields) -> String {
        if let given = headers[.requestID], isValid(given.utf8) { return given }
        return [UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max)]
            .map { number in
                let digits = String(number, radix: 16)
                return String(repeating: "0", count: 16 - digits.utf8.count) + digits
            }
            .joined()
    }

    /// Whether an answer may repeat what the client sent.
    package static func isValid(_ given: some Collection<UInt8>) -> Bool {
        VisibleASCII.is(given, maximumLength: maximumLength)
    }

    /// Writes a new id.
    package static func write(to buffer: inout ByteBuffer) {
        for number in [UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max)] {
            for shift in stride(from: 60, through: 0, by: -4) {
                let digit = UInt8(truncatingIfNeeded: number >> UInt64(shift)) & 0xF
                buffer.writeInteger(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
            }
        }
    }
}

enum VisibleASCII {
    /// Whether `text` has 1 to `maximumLength` characters, all of them `!` to `~`.
    static func `is`(_ text: some Collection<UInt8>, maximumLength: Int) -> Bool {
        (1...maximumLength).contains(text.count) && text.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
