import Daemon
import Domain
import Logging
import Postgres
import Tokens
import WebAPI

/// Everything that `query-api` can be told.
struct QuerySettings: Sendable {
    let log: LogSettings
    let http: HTTPSettings
    let database: DatabaseSettings
    let replica: ReplicaSettings
    let redis: RedisSettings
    let keys: KeySettings
    let docs: DocsSettings
    let rates: RateSettings
    let currency: Currency
    let cache: CacheSettings
    let sockets: SocketSettings
    let invoices: InvoiceSettings
    /// The folder of the images, which every host sees.
    let mediaDirectory: String
    /// How long stopping may take.
    let stopDeadline: Duration

    init(_ settings: inout SettingsReader) {
        log = LogSettings(&settings)
        http = HTTPSettings(&settings, host: .query)
        database = DatabaseSettings(&settings)
        replica = ReplicaSettings(&settings)
        redis = RedisSettings(&settings)
        keys = KeySettings(&settings)
        docs = DocsSettings(&settings)
        rates = RateSettings(&settings)
        currency = ShopSettings.currency(&settings)
        cache = CacheSettings(&settings)
        sockets = SocketSettings(&settings)
        invoices = InvoiceSettings(&settings)
        mediaDirectory = ShopSettings.mediaDirectory(&settings)
        stopDeadline = settings.seconds("STOP_DEADLINE", default: 20, in: 1...600)
    }
}

/// The settings as the modules take them.
extension QuerySettings {
    /// For quick statements, which share a few connections. There are no transactions here.
    func quickReads(applicationName: String) -> DatabaseConfiguration {
        var configuration = database.configuration(applicationName: applicationName)
        configuration.transactionConnections = 0
        return configuration
    }

    /// For `LongReads`: a connection for each of those that may be under way.
    func scans(applicationName: String) -> DatabaseConfiguration {
        var configuration = quickReads(applicationName: applicationName)
        configuration.sharedConnections = cache.longReads.connections
        return configuration
    }

    /// The replica to read from; nil when there is none.
    func replica(of primary: Database, logger: Logger) -> ReadReplica? {
        replica.configuration(beside: database, applicationName: "query-api").map {
            ReadReplica($0, scanConnections: cache.longReads.connections, primary: primary, logger: logger)
        }
    }

    /// What holds for every route; a token is good while its session is not known to have ended.
    func policy(
        _ verifier: AccessTokenVerifier, _ revocations: RevocationList, _ rates: RateLimiting
    ) -> APIPolicy {
        let authentication = Authentication(verifier: verifier) { access in
            if revocations.isRevoked(access.session) { return nil }
            return Identity(
                user: access.user, session: access.session, role: access.role, expiresAt: access.expiresAt)
        }
        return APIPolicy(
            limits: http.limits, authentication: authentication, corsOrigins: http.corsOrigins,
            trustedProxies: http.trustedProxies, rates: rates, translate: ReadFailure.problem)
    }
}
