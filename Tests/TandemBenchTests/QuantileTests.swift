import Testing

@testable import TandemBench

@Suite("Quantiles")
struct QuantileTests {
    @Test("the median of an odd number is the middle one, of an even number the mean of the middle two")
    func median() {
        #expect([5.0, 1, 3].median == 3)
        #expect([4.0, 1, 3, 2].median == 2.5)
        #expect([Double]().median == 0)
    }

    @Test("a quantile is a value that was measured: the nearest rank")
    func nearestRank() {
        let hundred = (1...100).map(Double.init).shuffled()
        #expect(hundred.quantile(0.5) == 50)
        #expect(hundred.quantile(0.99) == 99)
        #expect(hundred.quantile(1) == 100)
        #expect(hundred.quantile(0) == 1)
        #expect([7.0].quantile(0.99) == 7)
    }
}
