import TestSupport
import Testing

@testable import QueryAPI

@Suite("The timer wheel")
struct TimerWheelTests {
    @Test("everything is woken once, never early, whatever the clock's steps", arguments: 0..<50)
    func wakesOnce(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var wheel = TimerWheel<Int>(now: 100)
        var due: [Int: Int] = [:]
        var clock = 100
        for key in 0..<200 {
            if Bool.random(using: &random) {
                let tick = clock + Int.random(in: -5...40, using: &random)
                wheel.schedule(key, at: tick)
                due[key] = tick
            } else {
                clock += Int.random(in: 0...60, using: &random)
                for woken in wheel.advance(to: clock) {
                    let tick = due.removeValue(forKey: woken)
                    #expect(tick.map { $0 <= clock } == true, "seed \(seed)")
                }
                #expect(due.values.allSatisfy { $0 > clock || $0 <= clock && clock == wheel.now })
            }
        }
        _ = wheel.advance(to: clock + 1_000).map { due.removeValue(forKey: $0) }
        #expect(due.isEmpty)
    }
}
