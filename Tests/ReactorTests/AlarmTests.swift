import Reactor
import Synchronization
import Testing

@Suite("Reactor: alarms")
struct AlarmTests {
    @Test("one rings once, not before its moment, also when another one that is due later was set before")
    func rings() async {
        let start = ContinuousClock.now
        let later = Alarm(after: .seconds(60)) {}
        let (rings, ringing) = AsyncStream.makeStream(of: ContinuousClock.Instant.self)
        let alarm = Alarm(at: start + .milliseconds(30)) { ringing.yield(.now) }
        var iterator = rings.makeAsyncIterator()
        let first = await iterator.next()
        #expect(first.map { $0 >= start + .milliseconds(30) } == true)
        ringing.finish()
        #expect(await iterator.next() == nil)
        withExtendedLifetime((later, alarm)) {}
    }

    @Test("one that was called off, or freed, does not ring; one that was set after it does")
    func calledOff() async {
        let rung = Mutex<[String]>([])
        let cancelled = Alarm(after: .milliseconds(20)) { rung.withLock { $0.append("cancelled") } }
        cancelled.cancel()
        _ = Alarm(after: .milliseconds(20)) { rung.withLock { $0.append("freed") } }
        await withCheckedContinuation { continuation in
            let last = Alarm(after: .milliseconds(40)) { continuation.resume() }
            kept.withLock { $0.append(last) }
        }
        #expect(rung.withLock(\.self).isEmpty)
    }

    @Test("thousands that are set by many tasks at once all ring")
    func many() async {
        await withTaskGroup { group in
            for number in 0..<2_000 {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        let alarm = Alarm(after: .milliseconds(number % 50)) { continuation.resume() }
                        kept.withLock { $0.append(alarm) }
                    }
                }
            }
        }
    }
}

/// Alarms whose callers do not return before they have rung.
private let kept = Mutex<[Alarm]>([])
