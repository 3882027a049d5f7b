import Domain
import Postgres
import Tokens
import WebAPI

/// Ends the session that a refresh token belongs to. A spent token will do: its session ends either way.
struct Logout: Sendable {
    let token: OpaqueToken

    enum Refused: Refusal {
        case unknownToken
    }

    func run(on transaction: Transaction) async throws {
        let select: Statement = """
            SELECT session_id, user_id
            FROM refresh_tokens
            JOIN sessions ON sessions.id = session_id
            WHERE token_hash = \(token.digest)
            """
        guard
            let (session, user) = try await transaction.first(
                select.prepared("logout_session"), as: (SessionID, UserID).self)
        else { throw Refused.unknownToken }
        try await transaction.endSessions(of: user, .these([session]))
    }
}

extension Logout.Refused {
    var problem: Problem {
        switch self {
        case .unknownToken: Problem(.invalidToken, detail: "The refresh token is not known.")
        }
    }
}
