import Hummingbird
import Logging
import NIOHTTP1
import Postgres
import WebAPI

/// Imports a body while it comes. An import that breaks off leaves what was done, says so, and is audited as far as it
/// came.
struct ImportUploaded: Sendable {
    let chunks: UploadChunks
    let options: CatalogImport.Options
    let commands: Commands
    let context: APIRequestContext
    /// An import may take an hour: it ends with the session that sends it.
    let sessionCheck: SessionCheck
    /// An import ends after its batch when the process is told to stop.
    let health: HealthState

    /// - Returns: What became of the lines; not yet audited.
    /// - Throws: A `Problem` that says how far it came.
    func run() async throws -> ImportOutcome {
        var outcome = ImportOutcome(isRehearsal: options.isRehearsal)
        let catalog = CatalogImport(
            database: commands.database, options: options, author: try AuditAuthor(context),
            authorize: try authorize)
        do {
            _ = try await catalog.run(chunks) { step in
                outcome.add(step)
                commands.afterCommit()
                guard !health.isStopping else {
                    throw Problem(.unavailable, detail: "This server stops. Send the file again.")
                }
            }
            return outcome
        } catch {
            await auditStopped(outcome)
            context.logger.notice(
                "an import broke off",
                metadata: [
                    "error": "\((error as? Problem)?.detail ?? "\(error)")", "after_line": "\(outcome.lastLine)",
                ])
            throw Self.problem(for: error)?.with("import") { outcome.writeStopped(to: &$0) } ?? error
        }
    }

    private var authorize: @Sendable (Transaction) async throws -> Void {
        get throws {
            let (identity, sessionCheck) = (try context.signedIn, sessionCheck)
            return { transaction in
                guard try await sessionCheck.stillHolds(identity, on: transaction) else { throw Problem(.invalidToken) }
            }
        }
    }

    /// Also when this task is cancelled, hence one of its own, which is awaited here.
    private func auditStopped(_ outcome: ImportOutcome) async {
        let audit = Task {
            try await commands.commit { transaction in try await outcome.audit(on: transaction, by: context) }
        }
        do {
            _ = try await audit.value
        } catch {
            context.logger.error("a broken-off import was not audited", metadata: ["error": "\(error)"])
        }
    }

    /// Nil for a bug.
    private static func problem(for error: any Error) -> Problem? {
        switch error {
        case let problem as Problem: problem
        case let error as UnreadableFile: Problem(.badRequest, detail: "The body cannot be read: \(error).")
        case is HTTPParserError: Problem(.badRequest, detail: "The body broke off.")
        case is CancellationError: Problem(.unavailable, detail: "The import took too long, or was given up.")
        default: ErrorTranslation.problem(for: error)
        }
    }
}

extension ImportOutcome {
    /// One row for the whole import; none when nothing was written.
    func audit(on transaction: Transaction, by context: APIRequestContext) async throws {
        guard !isRehearsal, counts.total > 0 else { return }
        try await transaction.audit(.catalogImport(counts), by: context)
    }
}
