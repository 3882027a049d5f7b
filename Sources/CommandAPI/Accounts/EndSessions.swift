import Domain
import Events
import Postgres

/// Which of a person's sessions.
enum SessionSelection: Sendable {
    case all
    case allBut(SessionID)
    case these([SessionID])
}

extension Transaction {
    /// Ends sessions that are still live: their refresh tokens are worth nothing, and both hosts refuse their access
    /// tokens as soon as they learn of the events written here.
    ///
    /// It is what logout, a password change, a changed role, a deactivation and a stolen refresh token have in common.
    /// - Returns: the sessions that were ended.
    @discardableResult
    func endSessions(of user: UserID, _ selection: SessionSelection) async throws -> [SessionID] {
        let condition: Statement =
            switch selection {
            case .all: "TRUE"
            case .allBut(let session): "id <> \(session)"
            case .these(let sessions): "id = ANY(\(sessions))"
            }
        // Locked in the order of their ids, so that two endings at once cannot wait for each other.
        let update: Statement = """
            WITH ending AS MATERIALIZED (
                SELECT id
                FROM sessions
                WHERE user_id = \(user) AND revoked_at IS NULL AND \(condition)
                ORDER BY id
                FOR NO KEY UPDATE
            )
            UPDATE sessions
            SET revoked_at = now()
            FROM ending
            WHERE sessions.id = ending.id
            RETURNING sessions.id
            """
        let ended = try await query(update, as: SessionID.self).sorted()
        try await record(ended.map { RecordedChange(.sessionEnded($0), user: user) })
        return ended
    }
}
