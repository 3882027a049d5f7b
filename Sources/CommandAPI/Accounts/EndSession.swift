import Domain
import Postgres
import WebAPI

/// Ends one of the person's own sessions, as logging out there would.
struct EndSession: Sendable {
    let user: UserID
    let session: SessionID

    enum Refused: Refusal {
        /// No live session of this person, whoever else's it may be.
        case unknownSession
    }

    func run(on transaction: Transaction) async throws {
        let ended = try await transaction.endSessions(of: user, .these([session]))
        guard !ended.isEmpty else { throw Refused.unknownSession }
    }
}

extension EndSession.Refused {
    var problem: Problem {
        switch self {
        case .unknownSession: Problem(.notFound)
        }
    }
}
