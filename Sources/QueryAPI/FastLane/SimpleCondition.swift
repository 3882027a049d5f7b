import WebAPI

/// `If-None-Match` with one tag, which is all that browsers and proxies send (RFC 9110 §13.1.2).
enum SimpleCondition {
    /// Whether the field's value names this tag, by the weak comparison; nil for lists, `*` and whatever else is not one
    /// tag.
    static func names(_ etag: ETag, _ value: Slice<UnsafeRawBufferPointer>) -> Bool? {
        var tag = value
        if tag.starts(with: weak) { tag = tag.dropFirst(weak.count) }
        let quote = UInt8(ascii: "\"")
        guard tag.count >= 2, tag.first == quote, tag.last == quote else { return nil }
        let inside = tag.dropFirst().dropLast()
        guard inside.allSatisfy({ $0 != quote && $0 != UInt8(ascii: ",") }) else { return nil }
        return tag.elementsEqual(etag.text.utf8)
    }

    private static let weak = Array("W/".utf8)
}
