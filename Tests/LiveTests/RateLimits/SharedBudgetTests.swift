import Domain
import Redis
import TestSupport
import Testing
import WebAPI

@testable import RateLimits

@Suite("rate limits in Redis")
struct SharedBudgetTests {
    private let budgets: RateBudgets
    private let ann = RateSubject.account(email: "ann@example.com")

    init() {
        var budgets = RateBudgets()
        budgets[.login, .account] = Rate(parsing: "5/600s")
        self.budgets = budgets
    }

    private func configuration(_ server: RedisProcess) throws -> RedisConfiguration {
        var configuration = try RedisConfiguration(url: server.url)
        // The machine may be busy; a test that hangs Redis sets its own.
        configuration.commandDeadline = .seconds(5)
        return configuration
    }

    /// How many of `count` requests pass.
    private func take(_ count: Int, _ limiter: RateLimiter, _ subject: RateSubject) async -> Int {
        var passed = 0
        for _ in 0..<count where await limiter.limiting.take(.login, subject)?.retryAfter == nil { passed += 1 }
        return passed
    }

    @Test("the script decides as the token bucket does", arguments: 0..<20)
    func script(seed: UInt64) async throws {
        var chance = SeededGenerator(seed: seed)
        let rate = try #require(
            Rate(capacity: .random(in: 1...1_000, using: &chance), period: .random(in: 1...86_400, using: &chance)))
        var bucket = TokenBucket()
        var now: Int64 = 1_763_000_000_000_000
        try await RedisLive.withClient(RedisLive.configuration()) { client in
            let key = "tandem:rate:test:\(UInt64.random(in: 0 ... .max))"
            for _ in 0..<100 {
                now += Int64.random(in: 0...(3 * rate.interval), using: &chance)
                let reply = try await client.command([
                    "EVAL", .text("local now = tonumber(ARGV[3])\n" + BucketScript.decision), 1, .text(key),
                    .integer(rate.interval), .integer(rate.burst), .integer(now),
                ])
                #expect(BucketScript.standing(rate, reply) == bucket.take(rate, at: now), "seed \(seed)")
            }
            _ = try await client.command(["DEL", .text(key)])
        }
    }

    @Test("two processes share one budget")
    func shared() async throws {
        let server = try RedisProcess()
        try await RedisLive.withClient(configuration(server)) { one in
            try await RedisLive.withClient(configuration(server)) { other in
                let limiters = [RateLimiter(budgets, redis: one), RateLimiter(budgets, redis: other)]
                let passed = await withTaskGroup(of: Int.self) { group in
                    for index in 0..<40 { group.addTask { await take(1, limiters[index % 2], ann) } }
                    return await group.reduce(0, +)
                }
                #expect(passed == 5)
                #expect(await take(1, limiters[0], .account(email: "ben@example.com")) == 1)
            }
        }
    }

    @Test("what is kept has an end, and nobody's e-mail")
    func keys() async throws {
        let server = try RedisProcess()
        try await RedisLive.withClient(configuration(server)) { client in
            _ = await take(2, RateLimiter(budgets, redis: client), ann)
            guard case .array(let keys) = try await client.command(["KEYS", "*"]), case .bytes(let key)? = keys.first
            else { throw NeverHappened(what: "a key") }
            #expect(keys.count == 1 && !String(decoding: key, as: UTF8.self).contains("ann"))
            guard case .integer(let life) = try await client.command(["PTTL", .bytes(key)]) else {
                throw NeverHappened(what: "a life time")
            }
            #expect((200_000...240_000).contains(life))
        }
    }

    @Test("while Redis hangs or is gone a process refuses by itself; when it is back, the budget is shared again")
    func outage() async throws {
        let server = try RedisProcess()
        var configuration = try configuration(server)
        // The first command that finds it hanging waits for so long, and no other.
        configuration.commandDeadline = .seconds(3)
        configuration.failuresToOpen = 1
        configuration.backoff = Backoff(shortest: .milliseconds(10), longest: .milliseconds(50))
        try await RedisLive.withClient(configuration) { client in
            let limiter = RateLimiter(budgets, redis: client)
            #expect(await take(10, limiter, ann) == 5)
            server.stop()
            let start = ContinuousClock.now
            #expect(await take(10, limiter, ann) == 5)
            #expect(ContinuousClock.now - start < .seconds(20))
            server.kill()
            try await eventually("the client knows") { !client.isAvailable }
            #expect(await take(10, limiter, ann) == 0)
            try server.start()
            try await eventually("the client is back") { client.isAvailable }
            // It was restarted empty.
            #expect(await take(10, limiter, ann) == 5)
        }
    }
}
