import Daemon
import Postgres
import WebAPI

/// The problems that errors below the handlers stand for.
enum ReadFailure {
    /// An overload or an absence of PostgreSQL as 503 with `Retry-After`. Nil for what is a bug, which is logged and
    /// answered with 500.
    static func problem(for error: any Error) -> Problem? {
        switch error {
        case PostgresError.busy, is WaitedTooLong: Problem(.busy, retryAfter: 1)
        case PostgresError.unavailable: Problem(.unavailable, detail: "The database cannot be reached.", retryAfter: 2)
        case let error as PostgresError where error.isTransient:
            Problem(.unavailable, detail: "The database did not answer in time.", retryAfter: 1)
        default: nil
        }
    }
}
