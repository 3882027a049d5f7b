import ArgumentParser
import Daemon
import Hummingbird
import Logging
import Passwords
import Postgres
import Tokens
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

        // Resources
        let database = Database(settings.database.primary(applicationName: "command-api"), logger: logger)
        let keys = KeyDirectory(settings.keys.directory)
        let signer = await AccessTokenSigner(
            key: try signingKey(in: keys, logger), lifetime: settings.keys.accessTokenTTL)
        let publicKeys = try await PublicKeys(keys, logger: logger)
        let health = HealthState(waitingFor: [DatabaseProbe.dependency])

        // Capabilities
        let sessionCheck = SessionCheck(verifier: AccessTokenVerifier(keys: publicKeys), database: database)
        let dependencies = CommandContext(
            commands: Commands(database: database, afterCommit: {}),
            database: database, currency: settings.currency, lowStock: settings.lowStock,
            idempotencyKeyRequired: settings.idempotencyKeyRequired,
            passwords: PasswordHasher(threads: settings.hashThreads, queueLimit: settings.hashQueue),
            tokens: SessionTokens(
                signer: signer, accessLifetime: settings.keys.accessTokenTTL,
                refreshLifetime: settings.keys.refreshTokenTTL),
            sessionCheck: sessionCheck, keySet: { publicKeys.jwks })

        // Router
        let policy = APIPolicy(
            limits: settings.httpLimits, authentication: Authentication(identify: sessionCheck.identity),
            corsOrigins: settings.http.corsOrigins, trustedProxies: settings.http.trustedProxies,
            translate: ErrorTranslation.problem)
        let router = CommandRouter(dependencies: dependencies).routes(policy, health: health)

        // Services: what others need comes first, and stops last.
        try await DaemonRunner(logger: logger, stopDeadline: settings.stopDeadline) { health.markStopping() }.run([
            database,
            DatabaseProbe(database: database, settings: settings, health: health, logger: logger),
            RemoveExpired(database: database, idempotencyKeyTTL: settings.idempotencyKeyTTL, logger: logger),
            ManagementServer(
                host: settings.http.managementBind.host, port: settings.http.managementBind.port, health: health,
                logger: logger),
            application(router, settings, logger),
        ])
    }

    /// The newest key; the first start makes one.
    private func signingKey(in keys: KeyDirectory, _ logger: Logger) throws -> SigningKey {
        do {
            return try keys.signingKey()
        } catch KeyDirectoryError.noKey, KeyDirectoryError.unreadable {
            let key = try keys.ensureKey()
            logger.notice("made the first signing key", metadata: ["key": "\(key.id)", "directory": "\(keys.path)"])
            return key
        }
    }

    private func application(
        _ router: APIRouter, _ settings: CommandSettings, _ logger: Logger
    ) -> some ApplicationProtocol {
        Application(
            responder: router.buildResponder(),
            server: .http1(configuration: settings.httpLimits.channelConfiguration),
            configuration: settings.httpLimits.listener(
                host: settings.http.bind.host, port: settings.http.bind.port, logger: logger),
            onServerRunning: { channel in
                let address = channel.localAddress.map { "\($0)" } ?? settings.http.bind.description
                logger.notice("listening", metadata: ["address": "\(address)"])
            },
            logger: logger)
    }
}
