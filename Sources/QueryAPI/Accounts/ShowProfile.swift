import Domain
import Postgres
import ReadModels
import WebAPI

/// A person's own account.
struct ShowProfile: Sendable {
    let context: QueryContext

    /// Its JSON. Throws `invalid-token` when the account is gone.
    func profile(of user: UserID) async throws -> [UInt8] {
        let record = try await context.limiter.read {
            try await $0.first(UserRecord.select(id: user), as: UserRecord.self)
        }
        guard let record else { throw Problem(.invalidToken) }
        return record.json
    }
}
