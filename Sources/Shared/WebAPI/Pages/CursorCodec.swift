import Crypto
import JSON
import Tokens

/// Seals the place in a list where a page ended, so that clients can neither read anything into it nor change it, nor
/// use it with other filters.
///
/// A cursor is base64url of `HMAC-SHA256 truncated to 128 bits (RFC 2104 §5) ‖ filters' hash ‖ JSON array of values`.
package struct CursorCodec: Sendable {
    package static let maximumLength = 2_048

    private static let tagLength = 16
    private static let filtersLength = 8

    private let key: SymmetricKey

    /// - Parameter secret: at least 16 bytes; all instances behind one address share it. Changing it invalidates the
    ///   cursors that are out.
    package init(secret: some Sequence<UInt8>) {
        key = SymmetricKey(data: SHA256.hash(data: Array("tandem cursor ".utf8) + Array(secret)))
    }

    /// - Parameters:
    ///   - values: the last row's values in the order of the sort, the tie-breaking id last.
    ///   - filters: whatever tells this list from others, in a canonical form.
    package func seal(_ values: [JSONValue], filters: String) -> String {
        var json = JSONWriter()
        json.value(values)
        let payload = Self.hash(of: filters) + json.bytes
        return Base64URL.encode(tag(of: payload) + payload)
    }

    /// The values that were sealed. Throws `bad-cursor` for anything that this key did not seal for these filters.
    package func open(_ cursor: String, filters: String) throws(Problem) -> [JSONValue] {
        guard cursor.utf8.count <= Self.maximumLength, let bytes = Base64URL.decode(cursor.utf8),
            bytes.count > Self.tagLength + Self.filtersLength
        else { throw Problem(.badCursor) }
        let payload = bytes.dropFirst(Self.tagLength)
        guard Self.areEqual(tag(of: Array(payload)), bytes.prefix(Self.tagLength)) else { throw Problem(.badCursor) }
        guard Array(payload.prefix(Self.filtersLength)) == Self.hash(of: filters) else {
            throw Problem(.badCursor, detail: "The cursor belongs to a list with other filters.")
        }
        let json = try? JSONParser.parse(payload.dropFirst(Self.filtersLength))
        guard let values = json?.arrayValue else { throw Problem(.badCursor) }
        return values
    }

    private func tag(of payload: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: payload, using: key).prefix(Self.tagLength))
    }

    /// Takes the same time wherever they differ.
    private static func areEqual(_ left: [UInt8], _ right: ArraySlice<UInt8>) -> Bool {
        zip(left, right).reduce(UInt8(left.count == right.count ? 0 : 1)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func hash(of filters: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(filters.utf8)).prefix(filtersLength))
    }
}
