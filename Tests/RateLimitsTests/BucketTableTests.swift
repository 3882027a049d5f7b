import Testing
import WebAPI

@testable import RateLimits

@Suite struct BucketTableTests {
    private let rate: Rate

    init() throws { rate = try #require(Rate(parsing: "2/10s")) }

    @Test("each subject has a budget of its own")
    func apart() {
        var table = BucketTable(limit: 10)
        for _ in 0..<2 { #expect(table.take(rate, key: "a", shared: "*", at: 0).retryAfter == nil) }
        #expect(table.take(rate, key: "a", shared: "*", at: 0).retryAfter == 5)
        #expect(table.take(rate, key: "b", shared: "*", at: 0).retryAfter == nil)
    }

    @Test("a full table stays bounded and gives nobody a fresh budget: newcomers share one")
    func full() {
        var table = BucketTable(limit: 100)
        for _ in 0..<2 { _ = table.take(rate, key: "victim", shared: "*", at: 0) }
        let taken = (0..<10_000).count { table.take(rate, key: "\($0)", shared: "*", at: 0).retryAfter == nil }
        #expect(taken == 99 + 2)
        #expect(table.count == 101)
        #expect(table.take(rate, key: "victim", shared: "*", at: 0).retryAfter != nil)
    }

    @Test("those whose budget is full again make room")
    func room() {
        var table = BucketTable(limit: 100)
        for index in 0..<200 { _ = table.take(rate, key: "\(index)", shared: "*", at: 0) }
        #expect(table.take(rate, key: "late", shared: "*", at: 5_000_000).retryAfter == nil)
        #expect(table.count < 100)
    }
}
