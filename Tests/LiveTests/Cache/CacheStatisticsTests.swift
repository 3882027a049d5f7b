import Domain
import JSON
import Postgres
import Redis
import TestSupport
import Testing

@testable import CommandAPI
@testable import QueryAPI

@Suite("The caches' statistics")
struct CacheStatisticsTests {
    @Test("each live query-api is shown with its own figures, and both together; one that stops is shown no more")
    func twoInstances() async throws {
        try await QueryHost.run { host, _ in
            let other = host.anotherInstance()
            let first = Task { try await host.reporter.run() }
            try await withRunning([other]) {
                for _ in 0..<4 { _ = try await host.get("/api/products/1/") }
                let json = try await eventualValue("both have told their figures") {
                    let json = try await host.statistics()
                    return json["total"]?["hits"]?.integerValue == 3 + 7 ? json : nil
                }
                let instances = json["instances"]?.arrayValue ?? []
                #expect(Set(instances.compactMap { $0["id"]?.stringValue }).count == 2)
                let mine = try #require(instances.first { $0["hits"]?.integerValue == 3 })
                #expect(mine["misses"]?.integerValue == 1 && mine.hitRatio == 0.75)
                #expect(mine["mode"]?.stringValue == "live")
                #expect((mine["entries"]?.integerValue ?? 0) > 0 && (mine["bytes"]?.integerValue ?? 0) > 0)
                let position = try #require(json["position"]?.integerValue)
                #expect(mine["applied_position"]?.integerValue == position && mine["lag"]?.integerValue == 0)
                #expect(instances.contains { $0["hits"]?.integerValue == 7 && $0["lag"]?.integerValue == position })
                #expect(json["redis"]?["available"]?.boolValue == true)
                #expect((json["redis"]?["used_memory_bytes"]?.integerValue ?? 0) > 0)
                #expect((json["redis"]?["keys"]?.integerValue ?? 0) > 0)
            }
            first.cancel()
            _ = await first.result
            try await eventually("nobody is shown who has stopped") {
                try await host.statistics()["instances"]?.arrayValue == []
            }
        }
    }

    @Test("while Redis is away the statistics say so, and are there again when it is")
    func redisAway() async throws {
        try await QueryHost.run(redisDeadline: .milliseconds(500)) { host, server in
            try await withRunning([host.reporter]) {
                try await eventually("it is shown") { try await host.statistics().instanceCount == 1 }
                server.stop()
                try await eventually("Redis is known to be away") {
                    let json = try await host.statistics()
                    return json["redis"]?["available"]?.boolValue == false && json.instanceCount == 0
                }
                server.resume()
                try await eventually("it is shown again") { try await host.statistics().instanceCount == 1 }
            }
        }
    }
}

extension JSONValue {
    fileprivate var hitRatio: Double? {
        guard case .number(let number)? = self["hit_ratio"] else { return nil }
        return Double(number.text)
    }

    fileprivate var instanceCount: Int? { self["instances"]?.arrayValue?.count }
}

extension QueryHost {
    fileprivate var reporter: InstanceReporter {
        InstanceReporter(levels: levels, mode: { .live }, redis: redis)
    }

    /// A query-api that has applied nothing yet and has served seven hits.
    fileprivate func anotherInstance() -> InstanceReporter {
        let counters = CacheCounters()
        counters.add(.hits, 7)
        let other = CacheLevels(
            l1: L1Cache(bytes: 1 << 20), l2: levels.l2, validity: CacheValidity(), lifetimes: levels.lifetimes,
            counters: counters)
        return InstanceReporter(levels: other, mode: { .booting }, redis: redis)
    }

    fileprivate func statistics() async throws -> JSONValue {
        try JSONParser.parse(await CacheStatistics.read(from: fixture.database, redis).json)
    }
}
