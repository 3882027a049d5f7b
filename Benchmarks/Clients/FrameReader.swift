/// Reads what a server sends on one WebSocket: enough of RFC 6455 §5.2 for servers that keep to it.
struct FrameReader: Sendable {
    struct Read {
        var messages = 0
        var pings: [[UInt8]] = []
        var isClosed = false
    }

    /// The beginning of a frame whose rest has not come.
    private var unread: [UInt8] = []

    /// The whole frames in these bytes and those that came before.
    mutating func read(_ bytes: UnsafeRawBufferPointer) -> Read {
        var read = Read()
        guard unread.isEmpty else {
            unread += bytes
            let taken = unread.withUnsafeBytes { Self.take($0, &read) }
            unread.removeFirst(taken)
            return read
        }
        let taken = Self.take(bytes, &read)
        if taken < bytes.count { unread = Array(bytes[taken...]) }
        return read
    }

    /// - Returns: the bytes of the whole frames.
    private static func take(_ bytes: UnsafeRawBufferPointer, _ read: inout Read) -> Int {
        var start = 0
        while let (payload, opcode) = frame(in: bytes, at: start) {
            switch opcode {
            case 1, 2: read.messages += 1
            case 8: read.isClosed = true
            case 9: read.pings.append(Array(bytes[payload]))
            default: break
            }
            start = payload.upperBound
        }
        return start
    }

    private static func frame(
        in bytes: UnsafeRawBufferPointer, at start: Int
    ) -> (payload: Range<Int>, opcode: UInt8)? {
        guard bytes.count >= start + 2 else { return nil }
        var length = Int(bytes[start + 1] & 0x7F)
        let longer = length < 126 ? 0 : length == 126 ? 2 : 8
        let first = start + 2 + longer
        guard bytes.count >= first else { return nil }
        if longer > 0 { length = bytes[(start + 2)..<first].reduce(0) { $0 << 8 | Int($1) } }
        guard bytes.count - first >= length else { return nil }
        return (first..<first + length, bytes[start] & 0x0F)
    }

    /// A frame as clients send it: masked, with zeros, which leave it as it is.
    static func masked(opcode: UInt8, _ payload: [UInt8]) -> [UInt8] {
        let count = payload.count
        let length = count < 126 ? [UInt8(count)] : [126, UInt8(count >> 8), UInt8(truncatingIfNeeded: count)]
        let isMasked: UInt8 = 0x80
        return [0x80 | opcode, isMasked | length[0]] + length.dropFirst() + [0, 0, 0, 0] + payload
    }
}
