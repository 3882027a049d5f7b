import Glibc
import WebAPI

/// A request's head as the fast lane reads it: HTTP/1.1 (RFC 9112), an origin-form target, no body. What is written in any
/// other way is `foreign`: the slow lane's parser rules on it.
///
/// Ranges are offsets into the bytes that were parsed.
struct PlainRequest: Equatable {
    enum Method: Equatable { case get, head, other }

    let method: Method
    let target: Range<Int>
    /// Bytes of the whole head, with its empty line.
    let length: Int
    fileprivate(set) var requestID: Range<Int>?
    fileprivate(set) var origin: Range<Int>?
    fileprivate(set) var ifNoneMatch: Range<Int>?
    fileprivate(set) var authorization: Range<Int>?
    /// Whether it asks for something that only the slow lane does.
    fileprivate(set) var isSpecial: Bool

    enum Parsed: Equatable {
        /// The head is not complete yet.
        case incomplete
        case foreign
        case request(PlainRequest)
    }

    /// - Parameters:
    ///   - bytes: what has come and was not consumed.
    ///   - scanned: how many of them earlier attempts have seen, without finding the head's end.
    ///   - limits: past them a head is foreign.
    static func parse(_ bytes: UnsafeRawBufferPointer, scanned: Int = 0, limits: Limits) -> Parsed {
        guard let length = headLength(bytes, from: max(0, scanned - 3)) else {
            return bytes.count > limits.bytes ? .foreign : .incomplete
        }
        guard length <= limits.bytes, var line = RequestLine(bytes) else { return .foreign }
        var request = PlainRequest(
            method: line.method, target: line.target, length: length, isSpecial: line.method == .other)
        var fields = Fields()
        while line.next < length - 2 {
            guard let field = HeaderField(bytes, at: line.next) else { return .foreign }
            fields.count += 1
            guard fields.count <= limits.fields, request.take(field, bytes, &fields) else { return .foreign }
            line.next = field.next
        }
        return fields.hosts == 1 ? .request(request) : .foreign
    }

    struct Limits {
        /// Of a whole head.
        let bytes: Int
        let fields: Int
    }

    private struct Fields {
        var count = 0
        var hosts = 0
    }

    private static func headLength(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        var place = start
        while place + 4 <= bytes.count, let found = memchr(base + place, 13, bytes.count - place - 3) {
            place = base.distance(to: UnsafeRawPointer(found))
            if bytes[place + 1] == 10, bytes[place + 2] == 13, bytes[place + 3] == 10 { return place + 4 }
            place += 1
        }
        return nil
    }

    /// False for a field that makes the whole request foreign, such as one that announces a body.
    private mutating func take(
        _ field: HeaderField, _ bytes: UnsafeRawBufferPointer, _ fields: inout Fields
    ) -> Bool {
        switch field.name.count {
        case 2 where field.isNamed("te", bytes): isSpecial = true
        case 4 where field.isNamed("host", bytes):
            fields.hosts += 1
            return bytes[field.value].allSatisfy(HTTPHost.allows)
        case 6 where field.isNamed("origin", bytes): isSpecial = Self.isRepeated(&origin, field.value) || isSpecial
        case 6 where field.isNamed("cookie", bytes): isSpecial = isSpecial || field.mentionsReadAfter(bytes)
        case 6 where field.isNamed("expect", bytes): return false
        case 7 where field.isNamed("upgrade", bytes): return false
        case 10 where field.isNamed("connection", bytes):
            // What comes behind it may be no request any more.
            return field.isValued("keep-alive", bytes)
        case 12 where field.isNamed("x-request-id", bytes):
            isSpecial = Self.isRepeated(&requestID, field.value) || isSpecial
        case 12 where field.isNamed("x-read-after", bytes): isSpecial = true
        case 13 where field.isNamed("if-none-match", bytes):
            isSpecial = Self.isRepeated(&ifNoneMatch, field.value) || isSpecial
        case 13 where field.isNamed("authorization", bytes):
            isSpecial = Self.isRepeated(&authorization, field.value) || isSpecial
        case 14 where field.isNamed("content-length", bytes): return false
        case 17 where field.isNamed("transfer-encoding", bytes): return false
        default: break
        }
        return true
    }

    /// Sets the place of a field that may be given once.
    private static func isRepeated(_ place: inout Range<Int>?, _ value: Range<Int>) -> Bool {
        defer { place = value }
        return place != nil
    }
}

/// `GET /path HTTP/1.1`
private struct RequestLine {
    let method: PlainRequest.Method
    let target: Range<Int>
    /// Where the next line begins.
    var next: Int

    init?(_ bytes: UnsafeRawBufferPointer) {
        var place = 0
        while place < bytes.count, (0x41...0x5A).contains(bytes[place]) { place += 1 }
        guard place > 0, place < bytes.count, bytes[place] == 0x20 else { return nil }
        method =
            switch place {
            case 3 where bytes.starts(with: "GET".utf8): .get
            case 4 where bytes.starts(with: "HEAD".utf8): .head
            default: .other
            }
        let start = place + 1
        guard start < bytes.count, bytes[start] == UInt8(ascii: "/") else { return nil }
        place = start
        while place < bytes.count, (0x21...0x7E).contains(bytes[place]) { place += 1 }
        target = start..<place
        let version: StaticString = " HTTP/1.1\r\n"
        next = place + version.utf8CodeUnitCount
        guard next <= bytes.count, let base = bytes.baseAddress,
            memcmp(base + place, version.utf8Start, version.utf8CodeUnitCount) == 0
        else { return nil }
    }
}

/// `Name: value`
private struct HeaderField {
    let name: Range<Int>
    /// Without the blanks around it.
    let value: Range<Int>
    /// Where the next line begins.
    let next: Int

    /// Nil for a line that is not written as RFC 9112 §5 says: a name without blanks, no folded lines, no control
    /// characters.
    init?(_ bytes: UnsafeRawBufferPointer, at start: Int) {
        var place = start
        while place < bytes.count, Self.isInName(bytes[place]) { place += 1 }
        guard place > start, place < bytes.count, bytes[place] == UInt8(ascii: ":") else { return nil }
        name = start..<place
        place += 1
        while place < bytes.count, bytes[place] == 0x20 || bytes[place] == 0x09 { place += 1 }
        let first = place
        while place < bytes.count, Self.isInValue(bytes[place]) { place += 1 }
        guard place + 1 < bytes.count, bytes[place] == 13, bytes[place + 1] == 10 else { return nil }
        var end = place
        while end > first, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
        value = first..<end
        next = place + 2
    }

    /// - Parameter lowercase: as long as the field's name.
    func isNamed(_ lowercase: StaticString, _ bytes: UnsafeRawBufferPointer) -> Bool {
        Self.isEqual(lowercase, bytes, name)
    }

    func isValued(_ lowercase: StaticString, _ bytes: UnsafeRawBufferPointer) -> Bool {
        value.count == lowercase.utf8CodeUnitCount && Self.isEqual(lowercase, bytes, value)
    }

    func mentionsReadAfter(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let cookie: StaticString = "tandem_read_after"
        let length = cookie.utf8CodeUnitCount
        guard let base = bytes.baseAddress, value.count >= length else { return false }
        return (value.lowerBound...value.upperBound - length).contains { place in
            bytes[place] == cookie.utf8Start[0] && memcmp(base + place, cookie.utf8Start, length) == 0
        }
    }

    private static func isEqual(
        _ lowercase: StaticString, _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>
    ) -> Bool {
        for offset in 0..<range.count {
            let byte = bytes[range.lowerBound + offset]
            let lower = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
            if lower != lowercase.utf8Start[offset] { return false }
        }
        return true
    }

    /// RFC 9110 §5.6.2: `tchar`, a bit for each.
    private static func isInName(_ byte: UInt8) -> Bool {
        let bits: UInt64 = byte < 64 ? 0x03FF_6CFA_0000_0000 : 0x57FF_FFFF_C7FF_FFFE
        return byte < 128 && (bits &>> UInt64(byte & 63)) & 1 == 1
    }

    private static func isInValue(_ byte: UInt8) -> Bool { byte == 0x09 || (byte >= 0x20 && byte != 0x7F) }
}
