import Postgres
import TestSupport

/// Makes statements wait until a test lets them go on: they ask for an advisory lock that a transaction holds.
struct Gate: Sendable {
    static let key = 4711

    let wait: Statement = "SELECT pg_advisory_xact_lock(\(key)) IS NULL"
    private let opening: AsyncStream<Void>.Continuation
    private let holder: Task<Void, any Error>

    static func closed(on database: Database) async throws -> Gate {
        try await eventually("a connection is up") { database.statistics.transactionConnectionsIdle > 0 }
        let (requests, opening) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (locked, report) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        // Awaited by `open`.
        let holder = Task {
            defer { report.finish() }
            try await database.transaction { transaction in
                try await transaction.execute("SELECT pg_advisory_xact_lock(\(key))")
                report.yield()
                for await _ in requests {}
            }
        }
        guard await locked.first(where: { _ in true }) != nil else {
            try await holder.value
            throw NeverHappened(what: "the gate closes before it is opened")
        }
        return Gate(opening: opening, holder: holder)
    }

    /// Returns when the lock is free.
    func open() async throws {
        opening.finish()
        try await holder.value
    }
}
