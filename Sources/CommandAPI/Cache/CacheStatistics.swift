import JSON
import Postgres
import ReadModels
import Redis

/// How the caches of all live query-apis do, and Redis with them.
struct CacheStatistics: Sendable {
    /// The event log's head.
    let position: Int64
    /// What the instances have told Redis; none while Redis is away. Ordered by id.
    let instances: [InstanceReport]
    /// Nil while Redis is away.
    let redis: RedisFigures?

    /// So many instances are shown; of more, those that reported last.
    private static let limit = 1_000

    /// Throws `PostgresError`. That Redis is away is part of the answer.
    static func read(from database: Database, _ redis: RedisClient) async throws -> CacheStatistics {
        let position = try await database.one("SELECT position FROM event_head", as: Int64.self)
        do {
            // What answers is there, even if this user may not ask for its figures.
            let instances = try await reports(redis)
            return CacheStatistics(position: position, instances: instances, redis: await RedisFigures.read(redis))
        } catch {
            return CacheStatistics(position: position, instances: [], redis: nil)
        }
    }

    private static func reports(_ redis: RedisClient) async throws(RedisError) -> [InstanceReport] {
        let reply = try await redis.command([
            "ZREVRANGE", .text(InstanceReport.index), 0, .integer(Int64(limit - 1)),
        ])
        guard case .array(let ids) = reply else { throw .unexpectedReply }
        let keys = ids.compactMap { id in
            if case .bytes(let bytes) = id {
                InstanceReport.key(of: String(decoding: bytes, as: UTF8.self))
            } else {
                nil
            }
        }
        return try await redis.mget(keys).compactMap { $0.flatMap(InstanceReport.init(json:)) }.sorted { $0.id < $1.id }
    }
}

extension CacheStatistics {
    var json: [UInt8] {
        var json = JSONWriter(reserving: 512 + instances.count * 640)
        json.object { json in
            json.member("position", position)
            json.member("instances") { json in
                json.array { json in
                    for instance in instances { json.object { write(instance, to: &$0) } }
                }
            }
            json.member("total") { json in
                json.object { json in
                    Self.writeHits(
                        instances.reduce(0) { $0 + $1[.hits] }, instances.reduce(0) { $0 + $1[.misses] }, to: &json)
                }
            }
            json.member("redis") { json in json.object { RedisFigures.write(redis, to: &$0) } }
        }
        return json.bytes
    }

    private func write(_ instance: InstanceReport, to json: inout JSONWriter) {
        instance.writeMembers(to: &json)
        json.member("lag", max(0, position - instance[.appliedPosition]))
        json.member("hit_ratio", Self.ratio(instance[.hits], instance[.misses]))
    }

    private static func writeHits(_ hits: Int64, _ misses: Int64, to json: inout JSONWriter) {
        json.member("hits", hits)
        json.member("misses", misses)
        json.member("hit_ratio", ratio(hits, misses))
    }

    /// In ten-thousandths; nil before the first answer.
    private static func ratio(_ hits: Int64, _ misses: Int64) -> Double? {
        let answers = hits + misses
        return answers == 0 ? nil : (Double(hits) / Double(answers) * 10_000).rounded() / 10_000
    }
}
