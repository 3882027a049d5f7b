import Daemon
import TestSupport
import Testing

@Suite("Wake signal")
struct WakeSignalTests {
    private let soon = ContinuousClock.now + .milliseconds(20)
    private let never = ContinuousClock.now + .seconds(3_600)

    @Test("a signal before the wait ends it at once, and only one wait however often it was given")
    func coalesces() async {
        let wake = WakeSignal()
        wake.signal()
        wake.signal()
        await wake.wait(until: never)
        await wake.wait(until: soon)
        #expect(ContinuousClock.now >= soon)
    }

    @Test("a signal during the wait ends it")
    func wakes() async {
        let wake = WakeSignal()
        for _ in 0..<100 {
            async let waiting: Void = wake.wait(until: never)
            wake.signal()
            await waiting
        }
    }

    @Test("a wait ends at its deadline, the past one included")
    func deadline() async {
        let wake = WakeSignal()
        await wake.wait(until: soon)
        #expect(ContinuousClock.now >= soon)
        await wake.wait(until: .now - .seconds(1))
    }

    @Test("an earlier wait's deadline ends no later wait, and each ends at its own")
    func deadlines() async {
        let wake = WakeSignal()
        var random = SeededGenerator(seed: 1)
        for _ in 0..<50 {
            let deadline = ContinuousClock.now + .milliseconds(Int.random(in: 0...20, using: &random))
            let isSignalled = Bool.random(using: &random)
            if isSignalled { wake.signal() }
            await wake.wait(until: deadline)
            #expect(isSignalled || ContinuousClock.now >= deadline)
        }
    }

    @Test("cancellation ends a wait, and every later one")
    func cancellation() async {
        let wake = WakeSignal()
        let waiting = Task {
            while !Task.isCancelled { await wake.wait(until: never) }
            await wake.wait(until: never)
        }
        waiting.cancel()
        await waiting.value
    }
}
