import Redis
import WebAPI

/// `TokenBucket` in Redis: one script call per request, by the clock of the server, so that all processes share one
/// budget whatever their clocks say. A key lives until its bucket is full, which is when it says nothing any more.
///
/// Its moments are below 2^53, so Lua's numbers hold them exactly.
enum BucketScript {
    /// KEYS: the bucket. ARGV: interval and burst, in microseconds. Answers: microseconds until the next request may
    /// pass (0: this one may), how many are left, microseconds until the bucket is full.
    static let text = serverClock + decision

    static let serverClock = """
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]

        """

    static let decision = """
        local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
        local full = tonumber(redis.call('GET', KEYS[1]) or '0')
        full = math.min(math.max(full, now), now + burst)
        local next = full + interval
        local excess = next - (now + burst)
        if excess > 0 then return {excess, 0, full - now} end
        redis.call('SET', KEYS[1], string.format('%.0f', next), 'PX', math.ceil((next - now) / 1000))
        return {0, math.floor(-excess / interval), next - now}
        """

    static func arguments(_ rate: Rate, key: String) -> [RedisArgument] {
        ["EVAL", .text(text), 1, .text(key), .integer(rate.interval), .integer(rate.burst)]
    }

    /// Nil for what the script never answers.
    static func standing(_ rate: Rate, _ reply: RedisValue) -> RateStanding? {
        guard case .array(let values) = reply, values.count == 3, case .integer(let untilNext) = values[0],
            case .integer(let remaining) = values[1], case .integer(let untilFull) = values[2]
        else { return nil }
        return RateStanding(
            rate, remaining: remaining, untilFull: untilFull, untilNext: untilNext > 0 ? untilNext : nil)
    }
}
