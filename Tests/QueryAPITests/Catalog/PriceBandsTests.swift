import Domain
import TestSupport
import Testing

@testable import QueryAPI

@Suite("Price bands")
struct PriceBandsTests {
    @Test("prices far apart fall into the series 1, 2, 5, near ones into equal bands")
    func bounds() {
        #expect(
            bands([99, 100, 2_000, 4_999, 5_000]) == [
                [50, 99, 1], [100, 199, 1], [2_000, 4_999, 2], [5_000, 9_999, 1],
            ])
        #expect(bands([3_000, 5_000, 6_000]) == [[3_000, 3_499, 1], [5_000, 5_499, 1], [6_000, 6_499, 1]])
        #expect(bands([0, 1, 20]) == [[0, 0, 1], [1, 1, 1], [20, 49, 1]])
        #expect(bands([1_990, 2_010]) == [[1_900, 1_999, 1], [2_000, 2_099, 1]])
        #expect(bands([7, 7]) == [[7, 7, 2]])
        #expect(bands([0]) == [[0, 0, 1]])
        #expect(bands([Money.maximumPrice.minorUnits]) == [[99_000_000_000, 99_999_999_999, 1]])
    }

    @Test("whatever the prices: each is in one band, the bands hold all of them, and there are few")
    func anyPrices() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2_000 {
            let top = Int64.random(
                in: 0...Int64.random(in: 0...Money.maximumPrice.minorUnits, using: &random), using: &random)
            let least = Int64.random(in: 0...top, using: &random)
            let prices = (0..<50).map { _ in Int64.random(in: least...top, using: &random) }
            let bands = bands(prices)
            #expect(bands.count <= 40)
            for band in bands {
                #expect(prices.count { band[0] <= $0 && $0 <= band[1] } == Int(band[2]), "\(band) of \(prices)")
            }
            #expect(bands.reduce(0) { $0 + $1[2] } == 50, "\(bands) of \(prices)")
            #expect(zip(bands, bands.dropFirst()).allSatisfy { $0[1] < $1[0] })
        }
    }

    /// As PostgreSQL counts them: by the step that each lies in.
    private func bands(_ prices: [Int64]) -> [[Int64]] {
        var counts: [Int64: Int] = [:]
        for price in prices { counts[PriceBands.steps.last { $0 <= price } ?? 0, default: 0] += 1 }
        guard let least = prices.min(), let most = prices.max() else { return [] }
        let bands = PriceBands(least...most, counts.map { (step: $0.key, count: $0.value) }).bands
        return bands.map { [$0.least, $0.most, Int64($0.count)] }
    }
}
