import Glibc
import WebAPI

/// `If-None-Match` with one tag, which is all that browsers and proxies send (RFC 9110 §13.1.2).
enum SimpleCondition {
    /// Whether the field's value names this tag, by the weak comparison; nil for lists, `*` and whatever else is not one
    /// tag.
    static func names(_ etag: ETag, _ value: UnsafeRawBufferPointer) -> Bool? {
        let start = value.count > 2 && value[0] == UInt8(ascii: "W") && value[1] == UInt8(ascii: "/") ? 2 : 0
        if isEqual(etag, value, from: start) { return true }
        let quote = UInt8(ascii: "\"")
        guard value.count >= start + 2, value[start] == quote, value[value.count - 1] == quote else { return nil }
        for place in start + 1..<value.count - 1 where value[place] == quote || value[place] == UInt8(ascii: ",") {
            return nil
        }
        return false
    }

    private static func isEqual(_ etag: ETag, _ value: UnsafeRawBufferPointer, from start: Int) -> Bool {
        var text = etag.text
        return text.withUTF8 { tag in
            guard let own = tag.baseAddress, let other = value.baseAddress, tag.count == value.count - start else {
                return false
            }
            return memcmp(own, other + start, tag.count) == 0
        }
    }
}
