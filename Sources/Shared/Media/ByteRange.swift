/// The one range that a request asks for (RFC 9110 §14.2).
package enum ByteRange: Sendable, Equatable {
    /// Everything: no range was asked for, or several, or in another unit, or one behind the end. A server may always
    /// answer so.
    case whole
    case part(Range<Int>)

    /// - Parameter field: the `Range` field's value.
    package init(_ field: String?, size: Int) {
        self = .whole
        guard let field, field.lowercased().hasPrefix("bytes=") else { return }
        let ends = field.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }) else { return }
        switch (Int(ends[0]), Int(ends[1])) {
        case (let first?, let last) where last != nil || ends[1].isEmpty:
            if let last, last < first { return }
            if first < size { self = .part(first..<min(last ?? size - 1, size - 1) + 1) }
        case (nil, let count?) where ends[0].isEmpty:
            if count > 0, size > 0 { self = .part(max(0, size - count)..<size) }
        default: return
        }
    }
}
