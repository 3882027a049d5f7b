import TestSupport
import Testing

@testable import Redis

@Suite struct CircuitBreakerTests {
    private let start = ContinuousClock.now

    @Test("before the first connection every command fails at once, and a probe is due")
    func startsOpen() {
        var breaker = sample()
        #expect(breaker.permit() == nil)
        #expect(breaker.pause(at: start) == .zero)
        let isProbing = breaker.beginProbe(at: start)
        #expect(isProbing && breaker.permit() == nil)
        breaker.probeSucceeded()
        #expect(breaker.isClosed)
    }

    @Test("three missed deadlines in a row open it, and only the third says so")
    func opensAfterThree() throws {
        var breaker = connected()
        let permit = try #require(breaker.permit())
        let opened = (0..<4).map { _ in breaker.missedDeadline(permit, at: start, scatter: 0) }
        #expect(opened == [false, false, true, false])
        #expect(!breaker.isClosed)
    }

    @Test("an answer between missed deadlines keeps it closed")
    func answerResets() throws {
        var breaker = connected()
        let permit = try #require(breaker.permit())
        for _ in 0..<10 {
            for _ in 0..<2 {
                let opened = breaker.missedDeadline(permit, at: start, scatter: 0)
                #expect(!opened)
            }
            breaker.answered(permit)
        }
        #expect(breaker.isClosed)
    }

    @Test("what commands of an earlier connection miss does not count against the new one")
    func oldPermitsAreVoid() throws {
        var breaker = connected()
        let old = try #require(breaker.permit())
        breaker.disconnected(at: start, scatter: 0)
        let later = start + .seconds(10)
        reconnect(&breaker, at: later)
        for _ in 0..<10 {
            let opened = breaker.missedDeadline(old, at: later, scatter: 0)
            #expect(!opened)
        }
        #expect(breaker.isClosed)
    }

    @Test("the pauses double up to the limit, and shrink only once a command was answered")
    func pausesGrow() throws {
        var breaker = connected()
        var now = start
        var pauses: [Duration] = []
        for _ in 0..<7 {
            breaker.disconnected(at: now, scatter: 0)
            pauses.append(breaker.pause(at: now))
            now += breaker.pause(at: now)
            reconnect(&breaker, at: now)
        }
        #expect(pauses == [50, 100, 200, 400, 800, 1_000, 1_000].map { .milliseconds($0) })
        breaker.answered(try #require(breaker.permit()))
        breaker.disconnected(at: now, scatter: 0)
        #expect(breaker.pause(at: now) == .milliseconds(50))
    }

    @Test("in any sequence it passes commands only when connected, probes one at a time and never before its pause")
    func anySequence() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        var model = CircuitBreakerModel(breaker: sample(), now: start)
        for step in 0..<20_000 {
            model.step(&random)
            guard model.isConsistent else {
                Issue.record("step \(step) of seed \(seed): \(model)")
                return
            }
        }
    }

    private func sample() -> CircuitBreaker {
        CircuitBreaker(
            failuresToOpen: 3, backoff: Backoff(shortest: .milliseconds(100), longest: .seconds(2)), now: start)
    }

    private func connected() -> CircuitBreaker {
        var breaker = sample()
        reconnect(&breaker, at: start)
        return breaker
    }

    private func reconnect(_ breaker: inout CircuitBreaker, at now: ContinuousClock.Instant) {
        let isProbing = breaker.beginProbe(at: now)
        #expect(isProbing)
        breaker.probeSucceeded()
    }
}

/// The breaker beside what must be true of it after each random operation.
private struct CircuitBreakerModel {
    var breaker: CircuitBreaker
    var now: ContinuousClock.Instant
    var isConnected = false
    var isProbing = false
    var missed = 0
    var closedAt: ContinuousClock.Instant?
    var problem: String?

    init(breaker: CircuitBreaker, now: ContinuousClock.Instant) {
        self.breaker = breaker
        self.now = now
    }

    var isConsistent: Bool { problem == nil && breaker.isClosed == isConnected }

    mutating func step(_ random: inout SeededGenerator) {
        now += .milliseconds(Int.random(in: 0...300, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0: answer()
        case 1, 2: miss(&random)
        case 3: disconnect(&random)
        case 4: probe()
        default: succeed()
        }
    }

    private mutating func answer() {
        guard let permit = breaker.permit() else { return }
        breaker.answered(permit)
        missed = 0
    }

    private mutating func miss(_ random: inout SeededGenerator) {
        guard let permit = breaker.permit() else { return }
        missed += 1
        let opened = breaker.missedDeadline(permit, at: now, scatter: .random(in: 0..<1, using: &random))
        if opened != (missed == 3) { problem = "opened at \(missed) missed deadlines" }
        if opened { isConnected = false }
    }

    private mutating func disconnect(_ random: inout SeededGenerator) {
        breaker.disconnected(at: now, scatter: .random(in: 0..<1, using: &random))
        if isConnected || isProbing, breaker.pause(at: now) < .milliseconds(50) { problem = "no pause" }
        if breaker.pause(at: now) > .seconds(2) { problem = "too long a pause" }
        isConnected = false
        isProbing = false
    }

    private mutating func probe() {
        let isDue = !isConnected && !isProbing && breaker.pause(at: now) == .zero
        let began = breaker.beginProbe(at: now)
        if began != isDue { problem = "a probe began: \(began), was due: \(isDue)" }
        isProbing = isProbing || began
    }

    private mutating func succeed() {
        breaker.probeSucceeded()
        if isProbing {
            isConnected = true
            missed = 0
        }
        isProbing = false
    }
}
