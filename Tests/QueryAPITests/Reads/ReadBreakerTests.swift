import Testing

@testable import QueryAPI

@Suite("Reads while PostgreSQL is away")
struct ReadBreakerTests {
    private let start = ContinuousClock.Instant.now

    @Test("a few failures in a row close the door, and one read per interval tries it")
    func opens() {
        var breaker = ReadBreaker()
        for _ in 0..<ReadBreaker.failuresToOpen {
            let isAdmitted = breaker.admits(at: start)
            #expect(isAdmitted)
            breaker.failed(at: start)
        }
        let early = breaker.admits(at: start + ReadBreaker.interval / 2)
        let tries = (0..<5).filter { _ in breaker.admits(at: start + ReadBreaker.interval) }
        #expect(!early && tries.count == 1)
    }

    @Test("a success opens it at once, and failures between successes mean nothing")
    func closes() {
        var breaker = ReadBreaker()
        for _ in 0..<10 {
            breaker.failed(at: start)
            breaker.failed(at: start)
            breaker.succeeded()
        }
        let isAdmitted = breaker.admits(at: start)
        #expect(isAdmitted)
    }
}
