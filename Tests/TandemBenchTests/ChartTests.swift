import Testing

@testable import TandemBench

@Suite("Charts")
struct ChartTests {
    @Test("half and double are equally far from 1, and the ends are powers of two")
    func scale() {
        let scale = LogScale([0.3, 3], width: 400)
        #expect(scale.low == 0.25)
        #expect(scale.high == 4)
        #expect(scale.place(1) == 200)
        #expect(scale.place(2) - scale.place(1) == scale.place(1) - scale.place(0.5))
        #expect(scale.ticks == [0.25, 0.5, 1, 2, 4])
    }

    @Test("values without a place on a scale of ratios are drawn at its ends")
    func ends() {
        let scale = LogScale([1, .infinity, 0], width: 100)
        #expect(scale == LogScale([], width: 100))
        #expect(scale.place(.infinity) == 100)
        #expect(scale.place(0) == 0)
        #expect(scale.place(.nan) == 0)
        #expect(LogScale([1_000_000], width: 100).high == 64)
    }

    @Test("bars go left of 1 when better, right of it when worse, and texts are escaped")
    func bars() {
        let chart = BarChart(
            title: "A & B", subtitle: "x < y",
            groups: [
                .init(
                    title: "",
                    bars: [
                        .init(label: "half", ratio: 0.5, text: "0.5×", isGood: true),
                        .init(label: "double", ratio: 2, text: "2×", isGood: false),
                    ])
            ])
        let svg = chart.svg
        #expect(svg.contains("<title>A &amp; B</title>"))
        #expect(svg.contains("x &lt; y"))
        // The scale goes from a half to two: each bar fills one side of it.
        #expect(svg.contains(#"<rect class="good" x="460" y="96" width="190""#))
        #expect(svg.contains(#"<rect class="poor" x="650" y="120" width="190""#))
    }
}
