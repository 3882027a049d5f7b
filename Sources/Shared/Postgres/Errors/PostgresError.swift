/// Why a statement or a transaction has no result.
///
/// Its description never holds a bound value, so that it can be logged as it is.
package enum PostgresError: Error, Hashable, Sendable {
    /// The server refused the statement, which had no effect.
    case server(ServerError)
    /// The connection went away while the statement was in flight: whether it had an effect is unknown.
    case connectionLost
    /// No connection could be had within the deadline; the statement was never sent.
    case unavailable
    /// No answer within the statement's deadline. The server stops the statement by its own, slightly shorter,
    /// deadline; if not even that is heard, its effect is unknown.
    case deadlineExceeded
    /// A bounded queue is full; the statement was never sent.
    case busy
    /// The reply to COMMIT was lost, and asking the server about the transaction gave no answer (`xid` is nil when
    /// `Transaction.xid()` was never asked for).
    case commitUnknown(xid: Int64?)
    /// The answer does not have the shape that the code expects.
    case decoding(DecodingFailure)
}

extension PostgresError {
    /// The violated constraint's name, when that is what happened.
    package var violatedConstraint: String? {
        guard case .server(let error) = self, error.sqlState.errorClass == "23" else { return nil }
        return error.constraint
    }

    package var sqlState: SQLState? {
        guard case .server(let error) = self else { return nil }
        return error.sqlState
    }

    /// Whether the same request may well succeed a little later: what a daemon answers with 503 and `Retry-After`.
    package var isTransient: Bool {
        switch self {
        case .connectionLost, .unavailable, .deadlineExceeded, .busy, .commitUnknown: true
        case .decoding: false
        case .server(let error):
            // 08 connection, 40 transaction rollback, 53 insufficient resources, 57 operator intervention.
            ["08", "40", "53", "57"].contains(error.sqlState.errorClass) || error.sqlState == .lockNotAvailable
                || error.sqlState == .readOnlyTransaction
        }
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String {
        switch self {
        case .server(let error): error.description
        case .connectionLost: "the connection to PostgreSQL was lost while the statement was in flight"
        case .unavailable: "no connection to PostgreSQL could be had in time"
        case .deadlineExceeded: "PostgreSQL did not answer within the deadline"
        case .busy: "too many statements or transactions are waiting for PostgreSQL"
        case .commitUnknown(let xid):
            "the reply to COMMIT was lost" + (xid.map { ", transaction \($0)" } ?? "") + "; its outcome is unknown"
        case .decoding(let failure): failure.description
        }
    }

    package var debugDescription: String { description }
}
