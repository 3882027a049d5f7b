extension RedisClient {
    /// The bytes under a key; nil when there is none.
    package func get(_ key: String) async throws(RedisError) -> [UInt8]? {
        try await command(["GET", .text(key)]).optionalBytes()
    }

    /// The bytes under each key, in the order of the keys; nil where there are none.
    package func mget(_ keys: [String]) async throws(RedisError) -> [[UInt8]?] {
        if keys.isEmpty { return [] }
        guard case .array(let values) = try await command(["MGET"] + keys.map { .text($0) }),
            values.count == keys.count
        else { throw .unexpectedReply }
        var result: [[UInt8]?] = []
        for value in values { result.append(try value.optionalBytes()) }
        return result
    }

    /// Stores bytes under a key for a time, which is rounded down to milliseconds and is at least one.
    package func set(_ key: String, _ bytes: [UInt8], expiry: Duration) async throws(RedisError) {
        let milliseconds = max(Int64(expiry / .milliseconds(1)), 1)
        _ = try await command(["SET", .text(key), .bytes(bytes), "PX", .integer(milliseconds)])
    }

    /// Removes keys and tells how many there were.
    @discardableResult
    package func delete(_ keys: [String]) async throws(RedisError) -> Int {
        if keys.isEmpty { return 0 }
        return try await command(["DEL"] + keys.map { .text($0) }).count()
    }

    /// Sends bytes to a channel and tells how many subscribers got them.
    @discardableResult
    package func publish(_ channel: String, _ bytes: [UInt8]) async throws(RedisError) -> Int {
        try await command(["PUBLISH", .text(channel), .bytes(bytes)]).count()
    }
}

extension RedisValue {
    fileprivate func optionalBytes() throws(RedisError) -> [UInt8]? {
        switch self {
        case .bytes(let bytes): bytes
        case .null: nil
        default: throw .unexpectedReply
        }
    }

    fileprivate func count() throws(RedisError) -> Int {
        guard case .integer(let count) = self else { throw .unexpectedReply }
        return Int(count)
    }
}
