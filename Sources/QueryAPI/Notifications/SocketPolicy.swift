import Domain

/// Who may open sockets, by the settings.
struct SocketPolicy: Sendable {
    /// Origins whose pages may; a request without `Origin` is not a browser's.
    let allowedOrigins: Set<String>
    let trustedProxies: [IPNetwork]
    /// Whether `?token=` is taken (`SOCKET_TOKEN_IN_URL`); off, because addresses end up in logs.
    let allowsTokenInURL: Bool
}
