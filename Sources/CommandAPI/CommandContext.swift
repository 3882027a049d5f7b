import Domain
import Passwords
import Postgres

/// What the commands and their routes depend on, passed in where the routes are put together.
struct CommandContext: Sendable {
    let commands: Commands
    let database: Database
    /// The shop's one currency.
    let currency: Currency
    /// At this stock and below, admins are told.
    let lowStock: Int
    /// Whether an order is refused without an `Idempotency-Key`.
    let idempotencyKeyRequired: Bool
    let passwords: PasswordHasher
    let tokens: SessionTokens
    let sessionCheck: SessionCheck
    /// The public keys as a JSON Web Key Set (RFC 7517 §5): ready JSON, which follows a rotation.
    let keySet: @Sendable () -> [UInt8]
}
