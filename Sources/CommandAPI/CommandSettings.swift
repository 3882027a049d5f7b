import Daemon
import Domain
import WebAPI

/// Everything that `command-api serve` can be told.
struct CommandSettings: Sendable {
    let log: LogSettings
    let http: HTTPSettings
    let database: DatabaseSettings
    let redis: RedisSettings
    let keys: KeySettings
    let docs: DocsSettings
    let rates: RateSettings
    let migrationsDirectory: String
    let currency: Currency
    /// At this stock and below, admins are told.
    let lowStock: Int
    /// Whether an order is refused without an `Idempotency-Key`.
    let idempotencyKeyRequired: Bool
    let checkout: CheckoutQueue.Limits
    /// What importing and exporting the catalog over HTTP may cost.
    let transfers: CatalogTransfers
    /// Passwords hashed at once, and how many more may wait (503 past it).
    let hashThreads: Int
    let hashQueue: Int
    let images: ImageSettings
    let housekeeping: Housekeeping.Settings
    /// How long stopping may take.
    let stopDeadline: Duration

    init(_ settings: inout SettingsReader) {
        log = LogSettings(&settings)
        http = HTTPSettings(&settings, host: .command)
        database = DatabaseSettings(&settings)
        redis = RedisSettings(&settings)
        keys = KeySettings(&settings)
        docs = DocsSettings(&settings)
        rates = RateSettings(&settings)
        migrationsDirectory = Self.migrationsDirectory(&settings)
        currency = ShopSettings.currency(&settings)
        lowStock = settings.integer("LOW_STOCK", default: Limits.lowStock, in: 0...Limits.stock)
        idempotencyKeyRequired = settings.boolean("IDEMPOTENCY_KEY_REQUIRED", default: false)
        checkout = CheckoutQueue.Limits(&settings)
        transfers = CatalogTransfers(&settings, patience: http.limits.idleTimeout)
        hashThreads = settings.integer("PASSWORD_HASH_THREADS", default: 2, in: 1...64)
        hashQueue = settings.integer("PASSWORD_HASH_QUEUE", default: 64, in: 0...10_000)
        images = ImageSettings(&settings)
        housekeeping = Housekeeping.Settings(&settings)
        stopDeadline = settings.seconds("STOP_DEADLINE", default: 20, in: 1...600)
    }

    static func migrationsDirectory(_ settings: inout SettingsReader) -> String {
        settings.text("MIGRATIONS_DIR", default: "migrations")
    }
}
