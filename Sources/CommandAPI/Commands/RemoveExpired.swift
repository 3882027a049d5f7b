import Logging
import Postgres
import ServiceLifecycle

/// Removes what is past its time, in small batches: answers kept for retries, socket tickets, ended sessions.
struct RemoveExpired: Service {
    let database: Database
    let idempotencyKeyTTL: Duration
    let logger: Logger

    private static let interval: Duration = .seconds(60)
    private static let batch = 1_000

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: Self.interval)) != nil {
                do {
                    try await sweep()
                } catch {
                    logger.warning("expired rows could not be removed", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    /// - Returns: how many rows were removed.
    @discardableResult
    func sweep() async throws -> Int {
        var removed = 0
        for statement in statements {
            var count = Self.batch
            while count == Self.batch {
                count = try await database.execute(statement)
                removed += count
            }
        }
        return removed
    }

    private var statements: [Statement] {
        [
            """
            DELETE FROM idempotency_keys
            WHERE (scope, key) IN (
                SELECT scope, key
                FROM idempotency_keys
                WHERE created_at < now() - \(idempotencyKeyTTL.components.seconds) * interval '1 second'
                ORDER BY created_at
                LIMIT \(Self.batch)
                FOR UPDATE SKIP LOCKED)
            """,
            """
            DELETE FROM socket_tickets
            WHERE ticket_hash IN (
                SELECT ticket_hash
                FROM socket_tickets
                WHERE expires_at < now()
                ORDER BY expires_at
                LIMIT \(Self.batch)
                FOR UPDATE SKIP LOCKED)
            """,
            // Kept for two days longer than any access token lives: the readers' lists of ended sessions come from here.
            """
            DELETE FROM sessions
            WHERE id IN (
                SELECT id
                FROM sessions
                WHERE expires_at < now() - interval '2 days'
                ORDER BY expires_at
                LIMIT \(Self.batch)
                FOR UPDATE SKIP LOCKED)
            """,
        ]
    }
}
