import Domain
import Postgres
import Tokens

/// Makes a ticket that opens one socket for a session, for clients that cannot send a header there.
struct IssueSocketTicket: Sendable {
    let session: SessionID

    /// Seconds.
    static let lifetime = 30

    func run(on transaction: Transaction) async throws -> OpaqueToken {
        let ticket = OpaqueToken()
        let insert: Statement = """
            INSERT INTO socket_tickets (ticket_hash, session_id, expires_at)
            VALUES (\(ticket.digest), \(session), now() + \(Self.lifetime) * interval '1 second')
            """
        try await transaction.execute(insert.prepared("issue_socket_ticket"))
        return ticket
    }
}
