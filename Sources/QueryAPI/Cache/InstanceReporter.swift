import Domain
import Glibc
import Logging
import ReadModels
import Redis
import ServiceLifecycle

/// Tells Redis twice a second how this process's caches do, for the admins' statistics. Nobody waits for it, and nothing
/// is lost when Redis is away.
struct InstanceReporter: Service {
    private let levels: CacheLevels
    private let mode: @Sendable () -> ReaderState.Mode
    private let redis: RedisClient
    private let host = Self.hostName
    private let id: String
    private let startedAt = Timestamp.now()

    static let interval: Duration = .milliseconds(500)
    /// After so many seconds without a report an instance is taken off the index.
    private static let forgetAfter: Int64 = 60

    init(levels: CacheLevels, mode: @escaping @Sendable () -> ReaderState.Mode, redis: RedisClient) {
        self.levels = levels
        self.mode = mode
        self.redis = redis
        id = "\(host)-\(getpid())-\(String(UInt32.random(in: 0 ... .max), radix: 16))"
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await report()
                // Cut short by cancellation only, which ends the loop.
                try? await Task.sleep(for: Self.interval)
            }
        }
        try? await withdraw()
    }

    func report() async throws(RedisError) {
        guard case .array(let now) = try await redis.command(["TIME"]), case .bytes(let digits)? = now.first,
            let seconds = Int64(String(decoding: digits, as: UTF8.self))
        else { throw .unexpectedReply }
        try await redis.set(InstanceReport.key(of: id), figures.json, expiry: InstanceReport.lifetime)
        _ = try await redis.command(["ZADD", .text(InstanceReport.index), .integer(seconds), .text(id)])
        _ = try await redis.command([
            "ZREMRANGEBYSCORE", .text(InstanceReport.index), "-inf", .integer(seconds - Self.forgetAfter),
        ])
    }

    /// A process that stops in order is no longer shown at once.
    private func withdraw() async throws(RedisError) {
        try await redis.delete([InstanceReport.key(of: id)])
        _ = try await redis.command(["ZREM", .text(InstanceReport.index), .text(id)])
    }

    private var figures: InstanceReport {
        let counters = levels.counters
        let l1 = levels.l1.counts
        return InstanceReport(
            id: id, host: host, startedAt: startedAt, reportedAt: .now(), mode: levels.validity.modeName(mode()),
            counts: [
                .pid: Int(getpid()), .appliedPosition: Int(levels.validity.applied),
                .floor: Int(clamping: max(0, levels.validity.floor)), .entries: l1.entries, .bytes: l1.bytes,
                .capacityBytes: levels.l1.bytes, .evictions: l1.evictions, .hits: counters[.hits],
                .misses: counters[.misses], .staleHits: counters[.staleHits], .l1Hits: counters[.l1Hits],
                .l1Misses: counters[.l1Misses], .l2Hits: counters[.l2Hits], .l2Misses: counters[.l2Misses],
                .fills: counters[.fills], .refusedFills: counters[.refusedFills],
                .stockPatches: counters[.stockPatches],
            ])
    }

    /// `-` when the system will not tell.
    private static var hostName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "-" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

extension CacheValidity {
    /// How the log is followed, in a word for operators.
    func modeName(_ mode: ReaderState.Mode) -> String {
        if mode == .booting { return "booting" }
        return switch freshness {
        case .live: "live"
        case .direct: "direct"
        case .stale: "stale"
        }
    }
}
