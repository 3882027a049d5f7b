import Logging
import Media
import Postgres

/// Removes files that no product has shown for a while.
///
/// A file goes while its row is locked against new references, and the row goes with it. Whoever is about to refer to it
/// either has a hold on the row, and the file stays; or finds the row gone, and sends the file again.
struct MediaSweep: Sendable {
    let database: Database
    let store: any MediaStore
    /// How long a file is kept that no product shows.
    let retention: Duration
    /// Files per transaction.
    var batchLimit = 100

    /// One batch. - Returns: How many files were looked at.
    @discardableResult
    func run() async throws -> Int {
        try await database.transaction { transaction in
            let due = try await idle(on: transaction)
            let used = Set(try await used(due, on: transaction))
            let unused = due.filter { !used.contains($0) }
            for name in unused.compactMap({ MediaName(parsing: $0) }) { try await store.remove(name) }
            try await transaction.execute("DELETE FROM media_files WHERE name = ANY(\(unused))")
            // The next product that drops them makes them idle again.
            try await transaction.execute(
                "UPDATE media_files SET idle_since = NULL WHERE name = ANY(\(used.sorted()))")
            return due.count
        }
    }

    /// Locked; those that somebody has a hold on are left for later.
    private func idle(on transaction: Transaction) async throws -> [String] {
        try await transaction.query(
            """
            SELECT name FROM media_files
            WHERE idle_since <= clock_timestamp() - make_interval(secs => \(Double(retention.components.seconds)))
            ORDER BY idle_since LIMIT \(batchLimit)
            FOR UPDATE SKIP LOCKED
            """, as: String.self)
    }

    /// In a statement of its own: it sees what was committed until the rows were locked.
    private func used(_ names: [String], on transaction: Transaction) async throws -> [String] {
        try await transaction.query(
            "SELECT DISTINCT name FROM product_media WHERE name = ANY(\(names))", as: String.self)
    }
}
