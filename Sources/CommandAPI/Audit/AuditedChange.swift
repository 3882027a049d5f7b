import Hummingbird
import Postgres
import WebAPI

/// What an admin's request does to something that is there: only if it is still as the request's `If-Match` says, and
/// with a row of the audit trail.
struct AuditedChange: Sendable {
    let action: String
    let object: AuditObject
    let request: Request
    let context: APIRequestContext

    /// The thing must be locked already, so that it is what `read` shows until `change` changes it.
    /// - Parameters:
    ///   - read: its JSON as an admin is shown it; nil when there is none.
    ///   - change: throws for what is not there.
    /// - Returns: its JSON now; nil when it is gone. Throws `precondition-failed`, and what `change` throws.
    func run(
        on transaction: Transaction, read: () async throws -> [UInt8]?, change: () async throws -> Void
    ) async throws -> [UInt8]? {
        let before = try await read()
        if let before { try ETag(of: before).requireIfMatch(request.headers) }
        try await change()
        let after = try await read()
        try await transaction.audit(
            AuditEntry(action: action, object: object, before: before, after: after), by: context)
        return after
    }
}
