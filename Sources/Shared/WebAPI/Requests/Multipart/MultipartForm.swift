import Glibc

/// A form with files, as browsers send it (RFC 7578, RFC 2046 §5.1). The reader is strict: what RFC 2046 tells to
/// ignore, a preamble and an epilogue, is refused, because no form has them.
package struct MultipartForm: Sendable {
    package struct Part: Sendable, Equatable {
        /// What the form calls it. The name that a file had is not looked at.
        package let name: String
        package let bytes: ArraySlice<UInt8>
    }

    package static let maximumParts = 16
    package static let maximumHeaderBytes = 4 * 1024

    /// In the order they came; names may be there twice.
    package let parts: [Part]

    /// Reads a whole body.
    /// - Parameter contentType: the request's.
    package init(_ body: [UInt8], contentType: String?) throws(MultipartRefusal) {
        guard let type = contentType.flatMap(HeaderValue.init(parsing:)) else {
            // A type that cannot be read but begins so is a malformed form, not another type.
            throw contentType?.lowercased().hasPrefix("multipart/form-data") == true ? .noBoundary : .otherType
        }
        guard type.value == "multipart/form-data" else { throw .otherType }
        guard let boundary = type["boundary"], Self.isBoundary(boundary) else { throw .noBoundary }
        var reader = MultipartReader(body: body, delimiter: Array("\r\n--\(boundary)".utf8))
        parts = try reader.parts()
    }

    /// 1 to 70 characters of a few kinds, the last not a blank (RFC 2046 §5.1.1).
    private static func isBoundary(_ text: String) -> Bool {
        (1...70).contains(text.utf8.count) && text.utf8.last != 0x20
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    true
                default: "'()+_,-./:=? ".utf8.contains(byte)
                }
            }
    }
}

private struct MultipartReader {
    let body: [UInt8]
    /// With the line's end before it, which belongs to it.
    let delimiter: [UInt8]
    var place = 0

    mutating func parts() throws(MultipartRefusal) -> [MultipartForm.Part] {
        guard body.starts(with: delimiter.dropFirst(2)) else { throw .noOpeningDelimiter }
        place = delimiter.count - 2
        var parts: [MultipartForm.Part] = []
        while try !isClosed() {
            guard parts.count < MultipartForm.maximumParts else { throw .tooManyParts }
            let name = try header()
            guard let end = find(delimiter, from: place) else { throw .endsTooEarly }
            parts.append(MultipartForm.Part(name: name, bytes: body[place..<end]))
            place = end + delimiter.count
        }
        return parts
    }

    /// Reads the rest of a delimiter's line: whether it was the closing one.
    private mutating func isClosed() throws(MultipartRefusal) -> Bool {
        let isClosing = body[place...].starts(with: "--".utf8)
        if isClosing { place += 2 }
        place = body[place...].prefix { $0 == 0x20 || $0 == 0x09 }.endIndex
        if isClosing, place == body.count { return true }
        guard body[place...].starts(with: "\r\n".utf8) else {
            throw isClosing ? .somethingBehind : (body.count - place < 2 ? .endsTooEarly : .badDelimiter)
        }
        place += 2
        guard !isClosing || place == body.count else { throw .somethingBehind }
        return isClosing
    }

    /// Reads a part's header, up to its content: the part's name.
    private mutating func header() throws(MultipartRefusal) -> String {
        let limit = min(body.count, place + MultipartForm.maximumHeaderBytes)
        guard let end = find(Array("\r\n\r\n".utf8), from: place, to: limit) else {
            throw limit < body.count ? .headerTooLarge : .endsTooEarly
        }
        var name: String?
        for (field, value) in try fields(in: body[place..<end]) {
            switch field {
            case "content-disposition":
                guard name == nil, let value = HeaderValue(parsing: value), value.value == "form-data",
                    let given = value["name"]
                else { throw .badHeader }
                name = given
            case "content-transfer-encoding":
                // Anything else would have to be decoded, and RFC 7578 §4.7 took it out.
                guard ["binary", "8bit", "7bit"].contains(value.lowercased()) else { throw .badHeader }
            default: break
            }
        }
        guard let name else { throw .badHeader }
        place = end + 4
        return name
    }

    private func fields(in header: ArraySlice<UInt8>) throws(MultipartRefusal) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        for line in String(decoding: header, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false) {
            guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                line.utf8[..<colon].allSatisfy(HeaderText.isToken),
                line.utf8[colon...].allSatisfy(HeaderText.isVisible)
            else { throw .badHeader }
            let value = line[line.utf8.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            fields.append((line[..<colon].lowercased(), String(value)))
        }
        return fields
    }

    /// Where the pattern, which begins with a carriage return, stands between two places.
    private func find(_ pattern: [UInt8], from start: Int, to end: Int? = nil) -> Int? {
        let last = (end ?? body.count) - pattern.count
        guard start <= last else { return nil }
        return body.withUnsafeBytes { body -> Int? in
            guard let base = body.baseAddress else { return nil }
            var place = start
            while place <= last, let found = memchr(base + place, 0x0d, last - place + 1) {
                place = base.distance(to: UnsafeRawPointer(found))
                if memcmp(base + place, pattern, pattern.count) == 0 { return place }
                place += 1
            }
            return nil
        }
    }
}
