import Domain

/// A few bands of prices with round bounds, put together from many fine steps, so that PostgreSQL can count before
/// anybody knows the lowest and the highest price.
///
/// Bounds are from the series 1, 2, 5, 10, 20, 50… when the prices span a factor of ten or more; otherwise multiples of
/// one number of that series, the smallest that makes no more than eight bands.
struct PriceBands: Sendable, Equatable {
    struct Band: Sendable, Equatable {
        /// Both inclusive, in minor units.
        let least: Int64
        let most: Int64
        var count: Int
    }

    /// In ascending order; none is empty.
    let bands: [Band]

    /// Where the fine steps begin: each price with at most two digits that are not zero, up to the highest there is.
    static let steps: [Int64] = {
        var steps = Array(Int64(0)...9)
        for power in Self.powersOfTen where power * 10 <= Money.maximumPrice.minorUnits {
            steps += (10...99).map { $0 * power }
        }
        return steps.filter { $0 <= Money.maximumPrice.minorUnits }
    }()

    private static let powersOfTen: [Int64] = (0...11).map { (0..<$0).reduce(Int64(1)) { power, _ in power * 10 } }
    private static let series: [Int64] = powersOfTen.flatMap { [$0, $0 * 2, $0 * 5] }
    private static let fewEnough: Int64 = 8

    /// - Parameters:
    ///   - range: the lowest and the highest price.
    ///   - counts: how many products there are from a step on up to the next one.
    init(_ range: ClosedRange<Int64>, _ counts: [(step: Int64, count: Int)]) {
        let isWide = range.upperBound >= 10 * range.lowerBound
        let width = isWide ? nil : Self.width(for: range)
        var bands: [Band] = []
        for (step, count) in counts.sorted(by: { $0.step < $1.step }) where count > 0 {
            let bounds = width.map { Self.multiple($0, around: step) } ?? Self.inSeries(around: step)
            if bands.last?.least == bounds.least {
                bands[bands.count - 1].count += count
            } else {
                bands.append(Band(least: bounds.least, most: bounds.most, count: count))
            }
        }
        self.bands = bands
    }

    private static func inSeries(around step: Int64) -> (least: Int64, most: Int64) {
        let least = series.last { $0 <= step } ?? 0
        let next = series.first { $0 > step } ?? Money.maximumPrice.minorUnits + 1
        return (least, next - 1)
    }

    private static func multiple(_ width: Int64, around step: Int64) -> (least: Int64, most: Int64) {
        let least = step / width * width
        return (least, least + width - 1)
    }

    /// Never finer than the steps are near the highest price, so that a step lies in one band.
    private static func width(for range: ClosedRange<Int64>) -> Int64 {
        let finest = powersOfTen.last { $0 * 10 <= range.upperBound } ?? 1
        let width = series.first { width in
            width >= finest && range.upperBound / width - range.lowerBound / width < fewEnough
        }
        return width ?? finest
    }
}
