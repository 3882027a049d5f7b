import Daemon
import Domain
import Logging
import Passwords
import Postgres
import RateLimits
import Redis
import Tokens
import WebAPI

/// What the commands and their routes depend on, passed in where the routes are put together.
struct CommandContext: Sendable {
    let commands: Commands
    let checkouts: Checkouts
    let database: Database
    let redis: RedisClient
    let rates: RateLimiting
    /// The shop's one currency.
    let currency: Currency
    /// At this stock and below, admins are told.
    let lowStock: Int
    /// Whether an order is refused without an `Idempotency-Key`.
    let idempotencyKeyRequired: Bool
    /// What importing and exporting the catalog may cost.
    let transfers: CatalogTransfers
    let passwords: PasswordHasher
    let tokens: SessionTokens
    let sessionCheck: SessionCheck
    let images: ImageWorkshop
    /// Seals the places where pages of admins' lists end.
    let cursors: CursorCodec
    /// The public keys as a JSON Web Key Set (RFC 7517 §5): ready JSON, which follows a rotation.
    let keySet: @Sendable () async -> [UInt8]

    /// Reads the key directory; the first start makes its first key. Nothing connects yet.
    /// - Parameter afterCommit: called after every command, to wake the publisher.
    init(
        _ settings: CommandSettings, database: Database, redis: RedisClient, logger: Logger,
        afterCommit: @escaping @Sendable () -> Void
    ) async throws {
        let directory = KeyDirectory(settings.keys.directory)
        let signingKeys = try await SigningKeys(
            directory, activationDelay: settings.keys.rotation.activationDelay, logger: logger)
        let publicKeys = try await PublicKeys(directory, logger: logger)
        commands = Commands(database: database, afterCommit: afterCommit)
        checkouts = Checkouts(
            settings.checkout,
            carryOut: CarryOut(commands: commands, currency: settings.currency, lowStock: settings.lowStock))
        self.database = database
        self.redis = redis
        rates =
            RateLimiter(settings.rates.budgets, redis: redis, localBuckets: settings.rates.localBuckets).limiting
        currency = settings.currency
        lowStock = settings.lowStock
        idempotencyKeyRequired = settings.idempotencyKeyRequired
        transfers = settings.transfers
        passwords = PasswordHasher(threads: settings.hashThreads, queueLimit: settings.hashQueue)
        tokens = SessionTokens(
            signer: AccessTokenSigner(keys: signingKeys, lifetime: settings.keys.accessTokenTTL),
            accessLifetime: settings.keys.accessTokenTTL, refreshLifetime: settings.keys.refreshTokenTTL)
        sessionCheck = SessionCheck(verifier: AccessTokenVerifier(keys: publicKeys), database: database)
        images = ImageWorkshop(settings.images, logger: logger)
        cursors = CursorCodec(secret: settings.keys.cursorSecret.exposed.utf8)
        keySet = { await publicKeys.jwks }
    }
}
