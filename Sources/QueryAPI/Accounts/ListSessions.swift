import Domain
import JSON
import Postgres
import WebAPI

/// A person's sessions that have not ended, the last used first.
struct ListSessions: Sendable {
    let context: QueryContext

    func sessions(of identity: Identity) async throws -> [UInt8] {
        let statement: Statement = """
            SELECT s.id, s.created_at, s.last_used_at, s.user_agent
            FROM sessions s
            WHERE s.user_id = \(identity.user) AND s.revoked_at IS NULL AND s.expires_at > now()
            ORDER BY s.last_used_at DESC, s.id DESC
            LIMIT \(Self.limit)
            """
        let rows = try await context.limiter.rows(statement.prepared("sessions_of_user"), as: Session.self)
        var json = JSONWriter()
        json.object { json in
            json.member("count", rows.count)
            json.member("next", String?.none)
            json.member("previous", String?.none)
            json.member("results") { json in
                json.array { json in
                    for session in rows { session.write(to: &json, isCurrent: session.id == identity.session) }
                }
            }
        }
        return json.bytes
    }

    /// Nobody looks through more.
    private static let limit = 100

    private struct Session: RowDecodable {
        let id: SessionID
        let createdAt: Timestamp
        let lastUsedAt: Timestamp
        let userAgent: String

        init(from row: inout Row) throws {
            id = try row.next()
            createdAt = try row.next()
            lastUsedAt = try row.next()
            userAgent = try row.next()
        }

        func write(to json: inout JSONWriter, isCurrent: Bool) {
            json.object { json in
                json.member("id", id)
                json.member("created_at", createdAt.description)
                json.member("last_used_at", lastUsedAt.description)
                json.member("user_agent", userAgent)
                json.member("current", isCurrent)
            }
        }
    }
}
