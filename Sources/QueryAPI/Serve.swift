import ArgumentParser
import Daemon
import Hummingbird
import HummingbirdCore
import Logging
import NIOPosix
import Postgres
import Prometheus
import RateLimits
import Redis
import ServiceLifecycle
import Tokens
import WebAPI

/// `query-api serve`.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Answer requests until SIGTERM or SIGINT.")

    @OptionGroup var options: SettingOptions

    func run() async throws {
        try await DaemonExit.reporting {
            var reader = try options.reader()
            let settings = QuerySettings(&reader)
            try reader.finish()
            try await serve(settings)
        }
    }

    private func serve(_ settings: QuerySettings) async throws {
        settings.log.bootstrap()
        let logger = Logger(label: "query-api")
        let eventLoops = EventLoops.start()
        let health = HealthState(waitingFor: [ReadinessProbe.events, ReadinessProbe.sessions])

        // Resources
        let database = Database(settings.quickReads(applicationName: "query-api"), logger: logger)
        let scans = Database(settings.scans(applicationName: "query-api scans"), logger: logger)
        let replica = settings.replica(of: database, logger: logger)
        let redis = RedisClient(try settings.redis.configuration, logger: logger)
        let keys = try await PublicKeysAtBoot.load(settings.keys, logger: logger)
        let metrics = DaemonMetrics.make(QueryMetrics.families, daemon: "query-api", database: database, redis: redis)
        metrics.bootstrap()

        // Capabilities
        let cache = CacheLevels(settings, redis: redis)
        let context = QueryContext(settings, database: database, scans: scans, replica: replica, levels: cache)
        let revocations = RevocationList(
            database: database, tokenLifetime: settings.keys.accessTokenTTL.components.seconds, logger: logger)
        let limiter = RateLimiter(settings.rates.budgets, redis: redis, localBuckets: settings.rates.localBuckets)
        let verifier = AccessTokenVerifier(keys: keys)
        let sockets = SocketEnvironment(
            settings, verifier: verifier, revocations: revocations, database: database, products: context.products,
            health: health, logger: logger)
        let hub = try await SocketHub(group: eventLoops, environment: sockets)
        let events = EventReader(
            store: EventStore(database: database), redis: try settings.redis.configuration, validity: cache.validity,
            logger: logger, patch: cache.patch, listeners: [cache.observe, revocations.observe, hub.observe])

        metrics.collect(
            QueryMetrics(
                cache: cache, events: events, limiter: context.limiter, longReads: context.longReads,
                replica: replica, sockets: sockets.counters
            ).collect)

        // Router
        var policy = settings.policy(verifier, revocations, limiter.limiting)
        policy.metrics = metrics
        let router = APIRouter(policy)
        router.addHealthRoutes(health)
        router.addDocumentRoutes(
            HostDocuments(host: "query", folder: settings.docs.directory, ui: settings.docs.uiDirectory))
        let fastLane = FastLane(settings, cache, revocations, RequestMetrics(factory: metrics), logger)
        QueryRouter(router: router, context: context, fastLane: fastLane).addRoutes()

        // Services: what others need comes first, and stops last.
        let servers: [any Service] = [database, scans] + [replica].compactMap(\.self) + [redis]
        let services: [any Service] = [
            cache.l2, events, revocations,
            InstanceReporter(levels: cache, mode: { events.statistics.mode }, redis: redis),
            ReadinessProbe(reader: events, revocations: revocations, health: health, logger: logger),
            ManagementServer(
                host: settings.http.managementBind.host, port: settings.http.managementBind.port, health: health,
                logger: logger, metrics: (ExpositionFormat.contentType, metrics.exposition)),
            application(router, fastLane, hub, eventLoops, settings, logger),
        ]
        try await DaemonRunner(logger: logger, stopDeadline: settings.stopDeadline) { health.markStopping() }
            .run(servers + services)
    }

    /// One listener for requests and sockets.
    private func application(
        _ router: APIRouter, _ fastLane: FastLane, _ hub: SocketHub,
        _ eventLoops: MultiThreadedEventLoopGroup, _ settings: QuerySettings, _ logger: Logger
    ) -> some ApplicationProtocol {
        let limits = settings.http.limits
        return Application(
            responder: router.buildResponder(),
            server: HTTPServerBuilder { responder in
                SocketServerChannel(
                    http: FastLaneChannel(fastLane, limits: limits, responder: responder), hub: hub,
                    policy: settings.sockets.policy(settings.http), limits: limits,
                    socketLimits: settings.sockets.limits)
            },
            configuration: limits.listener(
                host: settings.http.bind.host, port: settings.http.bind.port, logger: logger),
            onServerRunning: { channel in
                let address = channel.localAddress.map { "\($0)" } ?? settings.http.bind.description
                logger.notice("listening", metadata: ["address": "\(address)"])
            },
            eventLoopGroupProvider: .shared(eventLoops), logger: logger)
    }
}
