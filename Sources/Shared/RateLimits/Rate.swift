/// How many requests are taken in how long: `10/60s`. A budget that is full takes `capacity` at once, and fills evenly,
/// within `period` when it was empty.
package struct Rate: Sendable, Hashable, CustomStringConvertible {
    package let capacity: Int
    /// Seconds.
    package let period: Int

    package static let capacities = 1...1_000_000
    package static let periods = 1...86_400

    /// Nil outside of `capacities` and `periods`.
    package init?(capacity: Int, period: Int) {
        guard Self.capacities.contains(capacity), Self.periods.contains(period) else { return nil }
        self.capacity = capacity
        self.period = period
    }

    /// Takes `description`'s form.
    package init?(parsing text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].hasSuffix("s"), let capacity = Self.number(parts[0]),
            let period = Self.number(parts[1].dropLast())
        else { return nil }
        self.init(capacity: capacity, period: period)
    }

    package var description: String { "\(capacity)/\(period)s" }

    /// Digits alone: `Int` would take a sign.
    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }
}

extension Rate {
    /// Microseconds in which an empty budget gains one request; at least 1, because a period has at least as many
    /// microseconds as a capacity has requests.
    var interval: Int64 { Int64(period) * 1_000_000 / Int64(capacity) }

    /// Microseconds in which it fills: the period, less what rounding took off the intervals.
    var burst: Int64 { interval * Int64(capacity) }
}
