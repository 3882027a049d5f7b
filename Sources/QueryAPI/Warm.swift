import ArgumentParser
import Daemon
import Logging
import Postgres
import Redis
import ServiceLifecycle

/// `query-api warm`.
struct Warm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read the pages that are asked for first into Redis, for all instances.")

    @OptionGroup var options: SettingOptions

    func run() async throws {
        try await DaemonExit.reporting {
            var reader = try options.reader()
            let settings = QuerySettings(&reader)
            try reader.finish()
            try await warm(settings)
        }
    }

    private func warm(_ settings: QuerySettings) async throws {
        settings.log.bootstrap()
        let logger = Logger(label: "query-api")
        let database = Database(settings.quickReads(applicationName: "query-api warm"), logger: logger)
        let scans = Database(settings.scans(applicationName: "query-api warm"), logger: logger)
        let replica = settings.replica(of: database, logger: logger)
        let redis = RedisClient(try settings.redis.configuration, logger: logger)
        let cache = CacheLevels(settings, redis: redis)
        let context = QueryContext(settings, database: database, scans: scans, replica: replica, levels: cache)
        let events = EventReader(
            store: EventStore(database: database), redis: try settings.redis.configuration, validity: cache.validity,
            logger: logger, patch: cache.patch, listeners: [cache.observe])
        // Its end ends the others.
        let warming = ServiceGroupConfiguration.ServiceConfiguration(
            service: WarmUp(context: context, redis: redis, reader: events),
            successTerminationBehavior: .gracefullyShutdownGroup, failureTerminationBehavior: .gracefullyShutdownGroup)
        let others: [any Service] = [database, scans, redis, cache.l2, events] + [replica].compactMap(\.self)
        let services = others.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) } + [warming]
        try await ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services, logger: logger)
        ).run()
    }
}
