/// Why a command has no answer. Redis is a hint everywhere in Tandem: a caller treats each of these as "not in Redis".
package enum RedisError: Error, Sendable, Equatable {
    /// Not connected, or the breaker is open: nothing was sent.
    case unavailable
    /// No reply within the command deadline. The command may still take effect.
    case deadlineExceeded
    /// The connection was lost while the command was in flight. It may have taken effect.
    case connectionLost
    /// As many commands, or as many bytes, as the settings allow are in flight already: nothing was sent.
    case busy
    /// Redis answered with an error, such as `WRONGTYPE …`.
    case server(String)
    /// Redis answered with another type of value than the command gives.
    case unexpectedReply
}
