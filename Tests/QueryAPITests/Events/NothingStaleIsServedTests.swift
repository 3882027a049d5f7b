import Testing

@testable import QueryAPI

@Suite("Nothing stale is served")
struct NothingStaleIsServedTests {
    // These yield, because tests that keep deadlines run on the same threads.

    @Test("whatever is lost, late, twice or out of order, what is served reflects every applied event")
    func randomRuns() async {
        for seed in UInt64(0)..<200 {
            await Task.yield()
            var world = ModelWorld(seed: seed)
            world.run(steps: 500)
            #expect(world.violation == nil, "seed \(seed)")
        }
    }

    @Test("the checks notice a rule that is broken", arguments: BrokenRule.allCases)
    func brokenRules(rule: BrokenRule) async {
        for seed in UInt64(0)..<400 {
            await Task.yield()
            var world = ModelWorld(seed: seed, broken: rule)
            world.run(steps: 500)
            if world.violation != nil { return }
        }
        Issue.record("no run noticed that \(rule)")
    }

    @Test("once the trouble ends, the reader catches up and serves what is read then")
    func catchesUp() async {
        for seed in UInt64(0)..<100 {
            await Task.yield()
            var world = ModelWorld(seed: seed)
            world.run(steps: 300)
            world.settle()
            #expect(world.violation == nil, "seed \(seed)")
            #expect(world.reader.validity.applied == world.head, "seed \(seed)")
            #expect(world.servesWhatIsReadNow(), "seed \(seed)")
            #expect(world.reader.state.mode == .live, "seed \(seed)")
            #expect(world.database.now.committed.allSatisfy { world.reader.hasApplied($0) }, "seed \(seed)")
        }
    }
}
