import Foundation

/// Places ratios on a line: as far apart as they are times each other. 1 is always on it.
struct LogScale: Equatable {
    let low: Double
    let high: Double
    let width: Double

    /// From the power of two below the smallest of the values to the one above the largest, and at least from a half to
    /// two. Values beyond a factor of `limit` are drawn at the end.
    init(_ values: [Double], width: Double, limit: Double = 64) {
        let usable = values.filter { $0 > 0 && $0.isFinite }.map { min(max($0, 1 / limit), limit) }
        low = exp2(floor(log2(min(usable.min() ?? 1, 0.5))))
        high = exp2(ceil(log2(max(usable.max() ?? 1, 2))))
        self.width = width
    }

    /// From 0 to `width`.
    func place(_ value: Double) -> Double {
        let held = min(max(value.isNaN ? low : value, low), high)
        return width * (log2(held) - log2(low)) / (log2(high) - log2(low))
    }

    /// Powers of two.
    var ticks: [Double] {
        stride(from: log2(low), through: log2(high), by: 1).map(exp2)
    }
}
