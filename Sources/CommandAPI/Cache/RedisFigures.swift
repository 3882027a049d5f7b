import JSON
import Redis

/// What Redis tells of itself (`INFO`), as far as it does: a hosted one may refuse.
struct RedisFigures: Sendable, Equatable {
    private let fields: [Substring: Substring]

    /// - Parameter text: lines of `name:value`, between headings that begin with `#`.
    init(info text: String) {
        let lines = text.split { $0.isNewline }.filter { !$0.hasPrefix("#") }
        let pairs = lines.compactMap { line in
            line.firstIndex(of: ":").map { (line[..<$0], line[line.index(after: $0)...]) }
        }
        fields = Dictionary(pairs) { first, _ in first }
    }

    static func read(_ redis: RedisClient) async -> RedisFigures {
        guard case .bytes(let text)? = try? await redis.command(["INFO"]) else { return RedisFigures(info: "") }
        return RedisFigures(info: String(decoding: text, as: UTF8.self))
    }

    /// Of all its databases together; nil when the keyspace is not told, which it is not when it is empty.
    private var keys: Int64? {
        guard fields["redis_version"] != nil else { return nil }
        let databases = fields.filter { $0.key.hasPrefix("db") && $0.key.dropFirst(2).allSatisfy(\.isNumber) }.values
        return databases.reduce(0) { sum, text in
            let keys = text.split(separator: ",").first { $0.hasPrefix("keys=") }
            return sum + (keys.flatMap { Int64($0.dropFirst("keys=".count)) } ?? 0)
        }
    }

    private func number(_ name: Substring) -> Int64? { fields[name].flatMap { Int64($0) } }

    /// Writes the members of an open object, the same ones for a Redis that is away, which is nil.
    static func write(_ figures: RedisFigures?, to json: inout JSONWriter) {
        json.member("available", figures != nil)
        json.member("version", figures?.fields["redis_version"].map(String.init))
        json.member("used_memory_bytes", figures?.number("used_memory"))
        json.member("maximum_memory_bytes", figures?.number("maxmemory"))
        json.member("keys", figures?.keys)
        json.member("hits", figures?.number("keyspace_hits"))
        json.member("misses", figures?.number("keyspace_misses"))
        json.member("evicted_keys", figures?.number("evicted_keys"))
        json.member("connected_clients", figures?.number("connected_clients"))
        json.member("uptime_seconds", figures?.number("uptime_in_seconds"))
    }
}
