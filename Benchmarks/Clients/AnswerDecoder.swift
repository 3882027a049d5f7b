import NIOCore

/// An answer over HTTP, as far as a benchmark looks at it.
struct Answer: Sendable {
    let status: Int
    /// Up to and with the empty line.
    let head: ByteBuffer
    let body: ByteBuffer
    /// When its last byte was read.
    let at: NIODeadline

    var text: String { String(buffer: body) }

    /// The header's.
    var fields: [(name: String, value: String)] {
        String(buffer: head).split(separator: "\r\n").dropFirst().compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return parts.count == 2 ? (String(parts[0]), parts[1].trimmingPrefix(" ").description) : nil
        }
    }

    /// The value of a header field; nil if there is none.
    func field(_ name: String) -> String? { fields.first { $0.name.lowercased() == name.lowercased() }?.value }
}

/// Cuts a connection's bytes into answers: enough of HTTP/1.1 for a client that knows its servers, and little work, because
/// it shares the processors with them. Bodies have a `Content-Length`, or none of 304 and 204.
struct AnswerDecoder {
    struct NotUnderstood: Error {}

    private var unread = ByteBuffer()

    mutating func add(_ bytes: ByteBuffer) {
        if unread.readableBytes == 0 { unread = bytes } else { unread.writeImmutableBuffer(bytes) }
    }

    /// The next complete answer; nil when more bytes are needed.
    mutating func next() throws(NotUnderstood) -> Answer? {
        guard let headLength = Self.headLength(unread) else { return nil }
        var rest = unread
        guard let head = rest.readSlice(length: headLength) else { return nil }
        let status = try Self.status(head)
        let hasBody = status >= 200 && status != 204 && status != 304
        guard let body = rest.readSlice(length: hasBody ? try Self.contentLength(head) : 0) else { return nil }
        unread = rest
        return Answer(status: status, head: head, body: body, at: .now())
    }

    /// With the empty line; nil while that is still to come.
    static func headLength(_ buffer: ByteBuffer) -> Int? {
        buffer.withUnsafeReadableBytes { bytes in
            var place = 3
            while place < bytes.count {
                if bytes[place] == UInt8(ascii: "\n"), bytes[place - 1] == UInt8(ascii: "\r"),
                    bytes[place - 2] == UInt8(ascii: "\n")
                {
                    return place + 1
                }
                place += 1
            }
            return nil
        }
    }

    private static func status(_ head: ByteBuffer) throws(NotUnderstood) -> Int {
        guard let digits = head.getBytes(at: head.readerIndex + 9, length: 3),
            digits.allSatisfy({ (48...57).contains($0) })
        else { throw NotUnderstood() }
        return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    private static let lengthName = Array("content-length:".utf8)

    private static func contentLength(_ head: ByteBuffer) throws(NotUnderstood) -> Int {
        let length: Int? = head.withUnsafeReadableBytes { bytes in
            var line = 0
            while line + lengthName.count < bytes.count {
                if lengthName.indices.allSatisfy({ bytes[line + $0] | 0x20 == lengthName[$0] | 0x20 }) {
                    var length = 0
                    for byte in bytes[(line + lengthName.count)...].drop(while: { $0 == UInt8(ascii: " ") }) {
                        guard (48...57).contains(byte) else { break }
                        length = length * 10 + Int(byte - 48)
                    }
                    return length
                }
                while line < bytes.count, bytes[line] != UInt8(ascii: "\n") { line += 1 }
                line += 1
            }
            return nil
        }
        guard let length else { throw NotUnderstood() }
        return length
    }
}
