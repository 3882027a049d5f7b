import Testing

@testable import CommandAPI

@Suite("Projections: their pace")
struct ProjectionPaceTests {
    private let start = ContinuousClock.now

    @Test("it goes on at once while events wait, and else looks from time to time")
    func poll() {
        var pace = ProjectionPace(now: start)
        #expect(pace.nextStep == start)
        pace.stepped(isCaughtUp: false, now: start)
        #expect(pace.nextStep == start)
        pace.stepped(isCaughtUp: true, now: start)
        #expect(pace.nextStep == start + .seconds(1))
    }

    @Test("a batch wakes it, and puts nothing off")
    func woken() {
        var pace = ProjectionPace(now: start)
        pace.stepped(isCaughtUp: true, now: start)
        pace.woken(now: start + .milliseconds(300))
        #expect(pace.nextStep == start + .milliseconds(300))
        pace.woken(now: start + .milliseconds(400))
        #expect(pace.nextStep == start + .milliseconds(300))
    }

    @Test("after failures it pauses, longer each time up to a limit, and no batch shortens that")
    func failures() {
        var pace = ProjectionPace(now: start)
        var pauses: [Duration] = []
        for _ in 0..<8 {
            pace.failed(now: start)
            pace.woken(now: start)
            pauses.append(pace.nextStep - start)
        }
        #expect(pauses.prefix(4) == [.milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800)])
        #expect(pauses.last == .seconds(5))
        pace.stepped(isCaughtUp: false, now: start)
        pace.woken(now: start)
        #expect(pace.nextStep == start)
    }
}
