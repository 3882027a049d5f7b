import Daemon
import Logging
import Postgres
import Tokens
import WebAPI

/// The sockets' settings.
struct SocketSettings: Sendable {
    let limits: SocketLimits
    /// See `SocketPolicy`.
    let allowsTokenInURL: Bool

    init(_ settings: inout SettingsReader) {
        var limits = SocketLimits()
        limits.perUser = settings.integer("SOCKETS_PER_USER", default: limits.perUser, in: 1...100_000)
        limits.perAddress = settings.integer("SOCKETS_PER_ADDRESS", default: limits.perAddress, in: 1...1_000_000)
        limits.outboundBytes = settings.bytes("SOCKET_OUTBOUND_BYTES", default: "64K", in: 4_096...64 << 20)
        limits.products = settings.integer("SOCKET_PRODUCTS", default: limits.products, in: 1...10_000)
        limits.pingSeconds = settings.integer("SOCKET_PING_SECONDS", default: limits.pingSeconds, in: 1...3_600)
        self.limits = limits
        allowsTokenInURL = settings.boolean("SOCKET_TOKEN_IN_URL", default: false)
    }

    func policy(_ http: HTTPSettings) -> SocketPolicy {
        SocketPolicy(
            allowedOrigins: http.corsOrigins, trustedProxies: http.trustedProxies, allowsTokenInURL: allowsTokenInURL)
    }
}

extension SocketEnvironment {
    init(
        _ settings: QuerySettings, verifier: AccessTokenVerifier, revocations: RevocationList, database: Database,
        products: ProductFragments, health: HealthState, logger: Logger
    ) {
        let limits = settings.sockets.limits
        self.init(
            limits: limits, quota: SocketQuota(perUser: limits.perUser, perAddress: limits.perAddress),
            authenticator: SocketAuthenticator(
                verifier: verifier, revocations: revocations, database: database,
                ticketLifetime: settings.keys.accessTokenTTL.components.seconds),
            backlog: SocketBacklog(database: database), quotes: { try await products.quotes(of: $0) }, health: health,
            logger: logger)
    }
}
