import TestSupport
import Testing

@testable import Daemon

@Suite("A line before a few places")
struct AdmissionQueueTests {
    @Test(
        "never more inside than there are places, nobody is forgotten, and the line is served in order",
        arguments: 1...60 as ClosedRange<UInt64>)
    func keepsItsRules(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let slots = Int.random(in: 1...4, using: &random)
        let bound = Int.random(in: 0...6, using: &random)
        var queue = AdmissionQueue<Int>(slots: slots, maximumWaiting: bound)
        var inside: Set<Int> = []
        var line: [Int] = []
        for visitor in 0..<1_000 {
            switch Int.random(in: 0..<3, using: &random) {
            case 0:
                switch queue.arrive(visitor) {
                case .admitted: inside.insert(visitor)
                case .queued: line.append(visitor)
                case .refused: #expect(line.count == bound && inside.count == slots)
                }
            case 1:
                guard let leaving = inside.min() else { continue }
                inside.remove(leaving)
                let next = queue.leave()
                #expect(next == line.first)
                if let next { inside.insert(next) }
                line = Array(line.dropFirst())
            default:
                guard let waiting = line.randomElement(using: &random) else { continue }
                let hasGivenUp = queue.giveUp(waiting)
                #expect(hasGivenUp)
                line.removeAll { $0 == waiting }
            }
            #expect(queue.inside == inside.count && inside.count <= slots, "seed \(seed), visitor \(visitor)")
            #expect(queue.waiting == line.count && line.count <= bound, "seed \(seed), visitor \(visitor)")
            #expect(line.isEmpty || inside.count == slots, "seed \(seed): somebody waits before a free place")
        }
    }

    @Test("who is inside already cannot give up waiting")
    func cannotGiveUpInside() {
        var queue = AdmissionQueue<Int>(slots: 1, maximumWaiting: 1)
        _ = queue.arrive(1)
        let hasGivenUp = queue.giveUp(1)
        #expect(!hasGivenUp)
    }
}
