import Domain
import Postgres

/// Reads a catalog file through and writes what it says, creating products or updating them by their SKU, or by their
/// slug where a line has no SKU. A line that cannot be taken is refused alone.
///
/// While one batch is being written the next is read; no more than these two are held. Each batch is a transaction: what
/// has been written stays when a later one fails, and reading the same file again is safe.
struct CatalogImport: Sendable {
    struct Options: Sendable {
        var format: ImportFormat
        var currency: Currency
        /// Whether prices in other currencies are taken as they stand.
        var ignoresCurrency = false
        /// Of a new product whose line does not say.
        var defaultStock = 100
        /// Lines per transaction.
        var batchSize = 500
        /// The longest record, in bytes.
        var recordLimit = 1024 * 1024
        /// Whether every batch is rolled back once it is counted.
        var isRehearsal = false
    }

    /// How far it has come, after each batch.
    struct Progress: Sendable {
        let counts: ImportCounts
        /// What was refused since the last report, in the file's order.
        let refused: [RefusedLine]
        let bytesRead: Int
        /// The last line that is done.
        let lastLine: Int
    }

    /// Rolls a rehearsal's batch back.
    private struct Rehearsed: Error {
        let outcome: BatchOutcome
    }

    let database: Database
    let options: Options
    /// Whose import it is, for the audit trail.
    let author: AuditAuthor
    /// Asked in each batch's transaction; throws when its author may no longer write, which ends the import.
    var authorize: @Sendable (Transaction) async throws -> Void = { _ in }

    /// - Parameter report: told after each batch.
    /// - Returns: The counts of the whole file.
    /// - Throws: `UnreadableFile`, what the chunks throw, `PostgresError`. What could be read before the file broke off
    ///   has been written and reported by then, in whole batches.
    func run<Chunks: AsyncSequence>(
        _ chunks: Chunks, report: (Progress) throws -> Void
    ) async throws -> ImportCounts where Chunks.Element == [UInt8] {
        var reader = ImportReader(
            chunks, format: options.format,
            rules: ProductLine.Rules(currency: options.currency, ignoresCurrency: options.ignoresCurrency),
            batchSize: options.batchSize, recordLimit: options.recordLimit)
        var counts = ImportCounts()
        var next = try await reader.nextBatch()
        while let batch = next {
            async let written = write(batch.lines)
            let following = await Self.nextBatch(of: &reader)
            var outcome = try await written
            outcome.refused = (batch.refused + outcome.refused).sorted { $0.line < $1.line }
            counts.add(outcome)
            counts.superseded += batch.superseded
            try report(
                Progress(
                    counts: counts, refused: outcome.refused, bytesRead: batch.bytesRead, lastLine: batch.lastLine))
            next = try following.get()
        }
        return counts
    }

    /// As a value, so that the batch being written is heard of before a failure to read the next one is thrown.
    private static func nextBatch<Chunks>(
        of reader: inout ImportReader<Chunks>
    ) async -> Result<ImportBatch?, any Error> {
        do { return .success(try await reader.nextBatch()) } catch { return .failure(error) }
    }

    /// Writes lines in one transaction. When PostgreSQL refuses their data they are halved, until the one that it does
    /// not take stands alone.
    private func write(_ lines: [ProductLine]) async throws -> BatchOutcome {
        guard !lines.isEmpty else { return BatchOutcome() }
        do {
            return try await database.transaction { transaction in
                // Asked for so that a commit whose reply is lost can be looked up.
                _ = try await transaction.xid()
                try await authorize(transaction)
                let outcome = try await WriteProductLines(
                    lines: lines, defaultStock: options.defaultStock, currency: options.currency, author: author
                ).run(on: transaction)
                if options.isRehearsal { throw Rehearsed(outcome: outcome) }
                return outcome
            }
        } catch let rehearsed as Rehearsed {
            return rehearsed.outcome
        } catch let error as PostgresError where error.isAboutData {
            guard lines.count > 1 else {
                return BatchOutcome(refused: [RefusedLine(line: lines[0].line, reason: .notStored("\(error)"))])
            }
            let (first, second) = (lines.prefix(lines.count / 2), lines.dropFirst(lines.count / 2))
            return try await write(Array(first)) + write(Array(second))
        }
    }
}

extension PostgresError {
    /// Whether the values themselves are at fault: a data exception, a violated constraint, a program limit.
    fileprivate var isAboutData: Bool {
        guard let errorClass = sqlState?.errorClass else { return false }
        return ["22", "23", "54"].contains(errorClass)
    }
}
