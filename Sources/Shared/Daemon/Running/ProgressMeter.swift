/// Decides when progress is worth showing and what it says. Pure: the time is given.
struct ProgressMeter {
    /// What is counted: `lines`.
    let unit: String
    /// How many there are in all; nil when nobody knows.
    let total: Int?
    let isTerminal: Bool
    private let start: ContinuousClock.Instant
    private var lastShown: ContinuousClock.Instant?

    private static let barWidth = 24

    init(unit: String, total: Int?, isTerminal: Bool, start: ContinuousClock.Instant) {
        self.unit = unit
        self.total = total
        self.isTerminal = isTerminal
        self.start = start
    }

    /// The text to show now, or nil while the last one is fresh enough: ten a second on a terminal, one in five seconds
    /// otherwise.
    mutating func text(done: Int, at now: ContinuousClock.Instant) -> String? {
        let interval: Duration = isTerminal ? .milliseconds(100) : .seconds(5)
        if let lastShown, now - lastShown < interval { return nil }
        if lastShown == nil, !isTerminal, now - start < interval { return nil }
        lastShown = now
        return description(done: done, at: now)
    }

    func description(done: Int, at now: ContinuousClock.Instant) -> String {
        let seconds = max((now - start) / .seconds(1), 0.001)
        let rate = Double(done) / seconds
        guard let total, total > 0 else { return "\(done) \(unit), \(Int(rate))/s" }
        let share = min(1, Double(done) / Double(total))
        let filled = Int(share * Double(Self.barWidth))
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: Self.barWidth - filled)
        let left = rate > 0 ? Int(Double(total - done) / rate) : 0
        return "[\(bar)] \(Int(share * 100))%  \(done)/\(total) \(unit), \(Int(rate))/s, \(max(0, left)) s left"
    }
}
