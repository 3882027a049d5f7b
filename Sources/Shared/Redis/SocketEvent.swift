/// What the socket's sources and the connection's own queue tell a `HiredisContext`.
enum SocketEvent: Sendable {
    case readable
    case writable
    /// Commands were queued since the last write.
    case flush
}
