/// What sockets may cost. Each has a setting.
struct SocketLimits: Sendable {
    /// Open sockets of one person (`SOCKETS_PER_USER`).
    var perUser = 50
    /// Open sockets from one address (`SOCKETS_PER_ADDRESS`).
    var perAddress = 200
    /// Bytes that may wait for a slow reader before it is closed with 1013, or misses outdated values (`SOCKET_OUTBOUND_BYTES`).
    var outboundBytes = 64 * 1024
    /// Products that one socket may be subscribed to; past it 4429 (`SOCKET_PRODUCTS`).
    var products = 200
    /// Bytes of one message from a client; past it 1009.
    var messageBytes = 16 * 1024
    /// Seconds that a client has to sign in.
    var signInSeconds = 5
    /// Seconds between two pings; who is silent for two of them is gone (`SOCKET_PING_SECONDS`).
    var pingSeconds = 30
    /// Seconds that a client has to answer a close.
    var closeSeconds = 2
    /// Seconds that a connection has for its handshake.
    var handshakeSeconds: Int64 = 10
    /// Missed messages read from PostgreSQL at once.
    var replayPage = 200
}
