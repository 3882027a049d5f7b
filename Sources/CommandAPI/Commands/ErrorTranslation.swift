import Passwords
import Postgres
import WebAPI

/// The problems that errors below the handlers stand for.
enum ErrorTranslation {
    /// Refusals by their own account; an overload or an absence of PostgreSQL, or a full hash pool, as 503 with
    /// `Retry-After`. Nil for what is a bug, which is logged and answered with 500.
    static func problem(for error: any Error) -> Problem? {
        switch error {
        case let refusal as any Refusal: refusal.problem
        case let error as PostgresError: problem(for: error)
        case PasswordError.poolFull: Problem(.busy, detail: "Too many sign-ins at the moment.", retryAfter: 2)
        // The client has gone, or the process is told to stop.
        case PasswordError.cancelled, is CancellationError: Problem(.unavailable, detail: "The request was given up.")
        default: nil
        }
    }

    private static func problem(for error: PostgresError) -> Problem? {
        switch error {
        case .busy: Problem(.busy)
        case .unavailable: Problem(.unavailable, detail: "The database cannot be reached.", retryAfter: 2)
        case .commitUnknown:
            Problem(
                .unavailable,
                detail: "Whether this was done is not known. Retry with the same Idempotency-Key.", retryAfter: 2)
        case .connectionLost, .deadlineExceeded, .server, .decoding:
            error.isTransient ? Problem(.unavailable, detail: "The database did not answer in time.") : nil
        }
    }
}
