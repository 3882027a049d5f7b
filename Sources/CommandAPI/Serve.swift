import ArgumentParser
import Daemon
import Hummingbird
import Logging
import NIOPosix
import Postgres
import Prometheus
import Redis
import WebAPI

/// `command-api serve`.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Answer requests until SIGTERM or SIGINT.")

    @OptionGroup var options: SettingOptions

    func run() async throws {
        try await DaemonExit.reporting {
            var reader = try options.reader()
            let settings = CommandSettings(&reader)
            try reader.finish()
            try await serve(settings)
        }
    }

    private func serve(_ settings: CommandSettings) async throws {
        settings.log.bootstrap()
        let logger = Logger(label: "command-api")
        let eventLoops = EventLoops.start()

        // Resources
        let database = Database(settings.database.configuration(applicationName: "command-api"), logger: logger)
        let redisConfiguration = try settings.redis.configuration
        let redis = RedisClient(redisConfiguration, logger: logger)
        let metrics = DaemonMetrics.make(
            CommandMetrics.families + CheckoutMetrics.families, daemon: "command-api", database: database, redis: redis)
        metrics.bootstrap()
        let health = HealthState(waitingFor: [DatabaseProbe.dependency])

        // Capabilities
        let wake = PublisherWake()
        let projectionWake = ProjectionWake()
        let publisher = Publisher(
            database: database, redis: redis, redisConfiguration: redisConfiguration, wake: wake, logger: logger
        ) { projectionWake.signal() }
        let projections = ProjectionRunner(database: database, wake: projectionWake, logger: logger) {
            publisher.statistics.isLeading
        }
        let dependencies = try await CommandContext(
            settings, database: database, redis: redis, logger: logger
        ) { wake.signal() }

        metrics.collect(
            CommandMetrics(publisher: publisher, projections: projections, passwords: dependencies.passwords).collect)
        metrics.collect(CheckoutMetrics(checkouts: dependencies.checkouts).collect)

        // Router
        let router = CommandRouter(dependencies: dependencies).routes(settings, health: health, metrics: metrics)

        // Services: what others need comes first, and stops last.
        try await DaemonRunner(logger: logger, stopDeadline: settings.stopDeadline) { health.markStopping() }.run([
            database,
            redis,
            publisher,
            projections,
            Housekeeping(
                database: database, settings: settings.housekeeping, media: dependencies.images.sweep(database),
                logger: logger
            ) { publisher.statistics.isLeading },
            DatabaseProbe(database: database, settings: settings, health: health, logger: logger),
            ManagementServer(
                host: settings.http.managementBind.host, port: settings.http.managementBind.port, health: health,
                logger: logger, metrics: (ExpositionFormat.contentType, metrics.exposition)),
            application(router, eventLoops, settings, logger),
        ])
    }

    private func application(
        _ router: APIRouter, _ eventLoops: MultiThreadedEventLoopGroup, _ settings: CommandSettings, _ logger: Logger
    ) -> some ApplicationProtocol {
        Application(
            responder: router.buildResponder(),
            server: .http1(configuration: settings.http.limits.channelConfiguration()),
            configuration: settings.http.limits.listener(
                host: settings.http.bind.host, port: settings.http.bind.port, logger: logger),
            eventLoopGroupProvider: .shared(eventLoops), logger: logger)
    }
}
