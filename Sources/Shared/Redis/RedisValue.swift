/// A reply of Redis in RESP2 (https://redis.io/docs/reference/protocol-spec).
package enum RedisValue: Sendable, Equatable {
    case null
    /// A simple string, such as `OK`.
    case status(String)
    /// An error reply. Only found inside an array: at the top it is thrown as `RedisError.server`.
    case error(String)
    case integer(Int64)
    /// A bulk string: any bytes.
    case bytes([UInt8])
    case array([RedisValue])
}
