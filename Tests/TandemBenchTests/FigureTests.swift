import Foundation
import Testing

@testable import TandemBench

@Suite("Figures and their goals")
struct FigureTests {
    private func figure(_ value: Double, against reference: Double? = nil, _ goal: Goal?) -> Figure {
        Figure("a figure", value, .milliseconds, against: reference.map { .init(name: "it", value: $0) }, goal: goal)
    }

    @Test("a goal of a ratio looks at the ratio, a goal of a value at the value")
    func goals() {
        #expect(figure(9, against: 10, .ratio(atMost: 1)).isMet == true)
        #expect(figure(11, against: 10, .ratio(atMost: 1)).isMet == false)
        #expect(figure(15, against: 10, .ratio(atLeast: 1.5)).isMet == true)
        #expect(figure(14, against: 10, .ratio(atLeast: 1.5)).isMet == false)
        #expect(figure(50, against: 1, .value(atMost: 50)).isMet == true)
        #expect(figure(98, .value(atLeast: 99)).isMet == false)
    }

    @Test("without a goal, or without what it is held against, nothing is met or missed")
    func withoutGoal() {
        #expect(figure(9, against: 10, nil).isMet == nil)
        #expect(figure(9, .ratio(atMost: 1)).isMet == nil)
        #expect(figure(9, against: 0, .ratio(atMost: 1)).isMet == nil)
    }

    @Test("the distance is 1 on the goal, and grows as a figure gets worse, whichever way its bound points")
    func distance() {
        #expect(figure(10, against: 10, .ratio(atMost: 1)).distance == 1)
        #expect(figure(20, against: 10, .ratio(atMost: 1)).distance == 2)
        #expect(figure(5, against: 10, .ratio(atLeast: 1)).distance == 2)
        #expect(figure(25, .value(atMost: 50)).distance == 0.5)
        #expect(figure(0, .value(atMost: 0)).distance == 1)
        #expect(figure(3, .value(atMost: 0)).distance == .infinity)
    }

    @Test("a report comes back from its JSON as it was")
    func roundTrip() throws {
        var report = Report(
            begun: Date(timeIntervalSince1970: 1_800_000_000),
            machine: Machine(processor: "a processor", cores: 2, memory: 1 << 34, kernel: "6.1"))
        report.sections = [
            .init(
                measurement: "reads", seconds: 1.5, load: 0.25, figures: [figure(9, against: 10, .ratio(atMost: 1))],
                failure: nil),
            .init(measurement: "crowd", seconds: 0, load: 0.5, figures: [], failure: "refused"),
        ]
        report.growth = [GrowthSeries(name: "a", of: "b", unit: .milliseconds, points: [.init(size: 1, value: 2)])]
        let copy = try Report(json: report.json())
        #expect(copy.figures == report.figures)
        #expect(copy.failures.map(\.measurement) == ["crowd"])
        #expect(copy.growth == report.growth)
        #expect(copy.begun == report.begun)
        #expect(copy.machine == report.machine)
    }
}
