import HTTPTypes
import NIOCore
import Synchronization

/// The name under which one request is found in the logs of every process that it passed.
package enum RequestID {
    package static let maximumLength = 128

    /// The client's own `X-Request-ID` when it is 1–128 visible ASCII characters, otherwise a new one.
    package static func of(_ headers: HTTPFields) -> String {
        if let given = headers[.requestID], isValid(given.utf8) { return given }
        return String(unsafeUninitializedCapacity: newLength) { bytes in
            writeNew(to: UnsafeMutableRawBufferPointer(bytes))
            return newLength
        }
    }

    /// Whether an answer may repeat what the client sent.
    package static func isValid(_ given: some Collection<UInt8>) -> Bool {
        VisibleASCII.is(given, maximumLength: maximumLength)
    }

    /// Writes a new id.
    package static func write(to buffer: inout ByteBuffer) {
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: newLength) { bytes in
            writeNew(to: bytes)
            return newLength
        }
    }

    private static let newLength = 32
    private static let process = UInt64.random(in: 0 ... .max)
    private static let sequence = Atomic<UInt64>(UInt64.random(in: 0 ... .max))

    /// 128 bits in hexadecimal: 64 that tell the process, drawn once, and 64 that no other request of it has. It has to be
    /// unique and no secret, and random bits from the system cost a system call.
    private static func writeNew(to bytes: UnsafeMutableRawBufferPointer) {
        let number = sequence.add(1, ordering: .relaxed).newValue
        write(process, to: bytes, at: 0)
        write(mixed(number), to: bytes, at: 16)
    }

    private static func write(_ number: UInt64, to bytes: UnsafeMutableRawBufferPointer, at start: Int) {
        for place in 0..<16 {
            let digit = UInt8(truncatingIfNeeded: number >> UInt64(60 - 4 * place)) & 0xF
            bytes[start + place] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
        }
    }

    /// Another number for each number (the finalizer of SplitMix64: Steele, Lea, Flood, OOPSLA 2014).
    private static func mixed(_ number: UInt64) -> UInt64 {
        var mixed = number &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

enum VisibleASCII {
    /// Whether `text` has 1 to `maximumLength` characters, all of them `!` to `~`.
    static func `is`(_ text: some Collection<UInt8>, maximumLength: Int) -> Bool {
        (1...maximumLength).contains(text.count) && text.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
