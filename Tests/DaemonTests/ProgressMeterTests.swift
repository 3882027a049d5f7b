import Testing

@testable import Daemon

@Suite struct ProgressMeterTests {
    private let start = ContinuousClock.now

    @Test("a terminal is redrawn at most ten times a second")
    func terminal() {
        var meter = ProgressMeter(unit: "lines", total: 200, isTerminal: true, start: start)
        #expect(meter.text(done: 0, at: start) != nil)
        #expect(meter.text(done: 50, at: start + .milliseconds(50)) == nil)
        #expect(
            meter.text(done: 100, at: start + .seconds(1))
                == "[############------------] 50%  100/200 lines, 100/s, 1 s left")
    }

    @Test("a log gets a line every five seconds, the first after five")
    func log() {
        var meter = ProgressMeter(unit: "lines", total: nil, isTerminal: false, start: start)
        #expect(meter.text(done: 1, at: start + .seconds(1)) == nil)
        #expect(meter.text(done: 50, at: start + .seconds(5)) == "50 lines, 10/s")
        #expect(meter.text(done: 60, at: start + .seconds(6)) == nil)
        #expect(meter.text(done: 100, at: start + .seconds(10)) != nil)
    }
}
