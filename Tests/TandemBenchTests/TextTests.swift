import Testing

@testable import TandemBench

@Suite("The table, and its numbers")
struct TextTests {
    @Test(
        "numbers have the figures that count, and no more",
        arguments: [
            (0.0, "0"), (1, "1"), (1.234, "1.23"), (0.0123, "0.012"), (12.345, "12.3"), (123.4, "123"),
            (1_234_567.8, "1,234,568"), (999, "999"), (1_000, "1,000"), (Double.infinity, "–"),
        ])
    func numbers(value: Double, text: String) { #expect(NumberText.of(value) == text) }

    @Test("a row shows the figure, what it is held against, its goal, and whether that is met; the columns are even")
    func table() {
        let text = ResultTable(figures: [
            Figure(
                "cached page", 9.5, .microseconds, against: .init(name: "nginx", value: 10),
                goal: .ratio(atMost: 1)),
            Figure("start", 0.7, .seconds, goal: .value(atMost: 0.5)),
            Figure("answered after", 12, .milliseconds),
        ]).text
        let expected = """
            | figure         | measured | reference    | ratio | goal     |        |
            |----------------|----------|--------------|-------|----------|--------|
            | cached page    | 9.50 µs  | nginx: 10 µs | 0.95× | ≤ 1×     | met    |
            | start          | 0.70 s   | –            | –     | ≤ 0.50 s | missed |
            | answered after | 12 ms    | –            | –     | –        |        |
            """
        #expect(text == expected)
    }
}
