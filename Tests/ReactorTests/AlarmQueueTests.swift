import TestSupport
import Testing

@testable import Reactor

@Suite("Reactor: the order of alarms")
struct AlarmQueueTests {
    @Test("whatever is added and called off, each is taken once, when its moment has come, and in order")
    func random() {
        for seed in UInt64(0)..<200 {
            var random = SeededGenerator(seed: seed)
            var queue = AlarmQueue<Int>()
            var waiting: [Int: (id: UInt64, moment: ContinuousClock.Instant)] = [:]
            var now = ContinuousClock.now
            for number in 0..<300 {
                switch Int.random(in: 0..<4, using: &random) {
                case 0, 1:
                    let moment = now + .milliseconds(Int.random(in: -5..<50, using: &random))
                    waiting[number] = (queue.add(at: moment, number), moment)
                case 2:
                    guard let victim = waiting.keys.randomElement(using: &random) else { continue }
                    waiting.removeValue(forKey: victim).map { queue.cancel($0.id) }
                default:
                    now += .milliseconds(Int.random(in: 0..<20, using: &random))
                    let due = waiting.filter { $0.value.moment <= now }
                        .sorted { ($0.value.moment, $0.value.id) < ($1.value.moment, $1.value.id) }.map(\.key)
                    #expect(queue.takeDue(at: now) == due, "seed \(seed)")
                    due.forEach { waiting[$0] = nil }
                }
                #expect(queue.count == waiting.count)
                if let first = waiting.values.map(\.moment).min() { #expect(queue.next.map { $0 <= first } == true) }
            }
        }
    }

    @Test("what is called off frees its place when there are many of them, whatever waits before it")
    func bounded() {
        var queue = AlarmQueue<Int>()
        let now = ContinuousClock.now
        _ = queue.add(at: now + .seconds(1), -1)
        for number in 0..<100_000 {
            queue.cancel(queue.add(at: now + .seconds(2), number))
            #expect(queue.placeCount < 2_000)
        }
        #expect(queue.takeDue(at: now + .seconds(3)) == [-1])
    }
}
