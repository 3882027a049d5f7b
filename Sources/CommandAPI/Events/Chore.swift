import Events
import Postgres

/// One kind of row that expires, and the statement that removes a batch of them and tells how many there were.
struct Chore: Sendable {
    let name: String
    let statement: Statement

    static func all(_ settings: Housekeeping.Settings) -> [Chore] {
        let limit = settings.batchLimit
        return [
            events(keptFor: Double(settings.eventRetention.components.seconds), limit: limit),
            notifications(keptFor: Double(settings.notificationRetention.components.seconds), limit: limit),
            Chore(name: "idempotency keys", statement: idempotencyKeys(limit: limit)),
            Chore(name: "socket tickets", statement: socketTickets(limit: limit)),
            Chore(name: "refresh tokens", statement: refreshTokens(limit: limit)),
            Chore(name: "sessions", statement: sessions(limit: limit)),
            Chore(name: "tallies", statement: tallies(limit: limit)),
        ]
    }

    /// A whole stretch from the log's beginning, however the clocks of its writers differ: up to the first event that is
    /// young enough. `pruned_to` moves in the same statement, so that no snapshot shows a hole. What people are told of
    /// stays: it is their notifications. What a projection has yet to consume stays too, however old.
    private static func events(keptFor seconds: Double, limit: Int) -> Chore {
        let statement: Statement = """
            WITH eldest AS (
                SELECT position, created_at < now() - make_interval(secs => \(seconds)) AS is_due
                FROM events
                WHERE position > (SELECT pruned_to FROM event_head)
                    AND position <= (SELECT min(position) FROM projections)
                ORDER BY position
                LIMIT \(limit)
            ), stretch AS (
                SELECT coalesce(min(position) FILTER (WHERE NOT is_due) - 1, max(position)) AS upto FROM eldest
            ), removed AS (
                DELETE FROM events USING stretch, event_head
                WHERE events.position > pruned_to AND events.position <= upto AND kind <> ALL(\(Change.toldKinds))
            ), moved AS (
                UPDATE event_head SET pruned_to = upto FROM stretch WHERE upto > pruned_to
            )
            SELECT count(*) FROM eldest, stretch WHERE position <= upto
            """
        return Chore(name: "events", statement: statement)
    }

    private static func notifications(keptFor seconds: Double, limit: Int) -> Chore {
        let statement: Statement = """
            WITH eldest AS (
                SELECT id, created_at < now() - make_interval(secs => \(seconds)) AS is_due
                FROM events
                WHERE position <= (SELECT pruned_to FROM event_head)
                ORDER BY position
                LIMIT \(limit)
            ), removed AS (
                DELETE FROM events USING eldest WHERE events.id = eldest.id AND is_due RETURNING 1
            )
            SELECT count(*) FROM removed
            """
        return Chore(name: "notifications", statement: statement)
    }

    private static func idempotencyKeys(limit: Int) -> Statement {
        """
        WITH removed AS (
            DELETE FROM idempotency_keys WHERE (scope, key) IN (
                SELECT scope, key FROM idempotency_keys
                WHERE created_at < now() - interval '24 hours'
                ORDER BY created_at LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            RETURNING 1
        )
        SELECT count(*) FROM removed
        """
    }

    private static func socketTickets(limit: Int) -> Statement {
        """
        WITH removed AS (
            DELETE FROM socket_tickets WHERE ticket_hash IN (
                SELECT ticket_hash FROM socket_tickets
                WHERE expires_at < now()
                ORDER BY expires_at LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            RETURNING 1
        )
        SELECT count(*) FROM removed
        """
    }

    /// Spent tokens stay until they expire: before that, their coming back betrays a thief.
    private static func refreshTokens(limit: Int) -> Statement {
        """
        WITH removed AS (
            DELETE FROM refresh_tokens WHERE token_hash IN (
                SELECT token_hash FROM refresh_tokens
                WHERE expires_at < now()
                ORDER BY expires_at LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            RETURNING 1
        )
        SELECT count(*) FROM removed
        """
    }

    /// Replaced by their sum, which leaves what they stand for as it is.
    private static func tallies(limit: Int) -> Statement {
        """
        WITH removed AS (
            DELETE FROM tallies WHERE ctid = ANY(ARRAY(SELECT ctid FROM tallies LIMIT \(limit) FOR UPDATE SKIP LOCKED))
            RETURNING name, amount
        ), summed AS (
            INSERT INTO tallies SELECT name, sum(amount) FROM removed GROUP BY name
        )
        SELECT count(*) FROM removed
        """
    }

    /// A day late, so that an access token of the session's last minutes still finds it.
    private static func sessions(limit: Int) -> Statement {
        """
        WITH removed AS (
            DELETE FROM sessions WHERE id IN (
                SELECT id FROM sessions
                WHERE expires_at < now() - interval '1 day'
                ORDER BY expires_at LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            RETURNING 1
        )
        SELECT count(*) FROM removed
        """
    }
}
