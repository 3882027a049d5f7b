import JSON

/// What stands around a page's results.
package struct PageEnvelope: Sendable {
    /// Of all pages together.
    package var count: Int
    /// Whether `count` is an estimate, as it may be past 10,000.
    package var countIsEstimate: Bool
    package var links: PageLinks
    package var nextCursor: String?

    package init(count: Int, countIsEstimate: Bool = false, links: PageLinks, nextCursor: String? = nil) {
        self.count = count
        self.countIsEstimate = countIsEstimate
        self.links = links
        self.nextCursor = nextCursor
    }

    /// The page's JSON around ready fragments, each one JSON value. No encoder runs over them.
    /// - Parameter members: writes what else stands beside the results.
    package func json(results: [[UInt8]], members: (inout JSONWriter) -> Void = { _ in }) -> [UInt8] {
        var json = JSONWriter(reserving: results.reduce(256) { $0 + $1.count + 1 })
        json.object { json in
            json.member("count", count)
            if countIsEstimate { json.member("count_is_estimate", true) }
            json.member("next", links.next)
            json.member("previous", links.previous)
            if let nextCursor { json.member("next_cursor", nextCursor) }
            members(&json)
            json.member("results") { json in
                json.array { json in
                    for result in results { json.raw(result) }
                }
            }
        }
        return json.bytes
    }

    /// What stands before the results, which commas part, and behind them: they are what a page ends with.
    package var around: (start: [UInt8], end: [UInt8]) {
        let empty = json(results: [])
        return (Array(empty.dropLast(2)), Array(empty.suffix(2)))
    }
}
