import HTTPTypes

/// Chooses what form an answer takes, by the request's `Accept` (RFC 9110 §12.5.1).
package enum ContentNegotiation {
    /// The media type that the client wants most; between equals the one that stands first. Parameters of media ranges
    /// other than their weight are not looked at, and a range that cannot be read is not there.
    ///
    /// - Parameter types: media types without parameters, in lower case.
    /// - Returns: nil when the client accepts none of them. The server may then answer as it likes (§12.4.1).
    package static func preferred(_ types: [String], for headers: HTTPFields) -> String? {
        let ranges = headers[values: .accept].flatMap { $0.split(separator: ",") }.compactMap(MediaRange.init)
        guard !ranges.isEmpty else { return types.first }
        var best: (type: String, weight: Double)?
        for type in types {
            let range = ranges.filter { $0.matches(type) }.max { $0.precision < $1.precision }
            if let weight = range?.weight, weight > best?.weight ?? 0 { best = (type, weight) }
        }
        return best?.type
    }
}

/// One member of `Accept`: `text/html`, `text/*` or `*/*`, with a weight from 0 to 1.
private struct MediaRange {
    let type: String
    let subtype: String
    let weight: Double

    init?(_ text: Substring) {
        let parts = text.split(separator: ";").map { part in
            part.filter { $0 != " " && $0 != "\t" }.lowercased()
        }
        let names = parts.first?.split(separator: "/", omittingEmptySubsequences: false) ?? []
        guard names.count == 2, !names[0].isEmpty, !names[1].isEmpty else { return nil }
        type = String(names[0])
        subtype = String(names[1])
        guard let parameter = parts.dropFirst().first(where: { $0.hasPrefix("q=") }) else {
            weight = 1
            return
        }
        guard let weight = Double(parameter.dropFirst(2)), (0...1).contains(weight) else { return nil }
        self.weight = weight
    }

    /// The more exact range decides, whatever the order they stand in.
    var precision: Int { (type == "*" ? 0 : 1) + (subtype == "*" ? 0 : 1) }

    func matches(_ other: String) -> Bool {
        type == "*" && subtype == "*" || other == "\(type)/\(subtype)" || subtype == "*" && other.hasPrefix("\(type)/")
    }
}
