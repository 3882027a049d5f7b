import Foundation

/// PostgreSQL's own log of statements, switched on for as long as something runs.
struct QueryLog: Sendable {
    let shop: Shop

    /// - Parameter slowerThan: only statements that took so many milliseconds.
    /// - Returns: the statements that were executed meanwhile, with their durations, and what `body` returned.
    func statements<Output: Sendable>(
        slowerThan milliseconds: Int = 0, during body: () async throws -> Output
    ) async throws -> ([String], Output) {
        try await set("ALTER SYSTEM SET log_min_duration_statement = \(milliseconds);")
        let before = try log().count
        let outcome: Output
        do { outcome = try await body() } catch {
            try await set("ALTER SYSTEM RESET log_min_duration_statement;")
            throw error
        }
        try await set("ALTER SYSTEM RESET log_min_duration_statement;")
        let text = String(decoding: try log().dropFirst(before), as: UTF8.self)
        return (Self.entries(text).filter { $0.contains("execute ") || $0.contains("statement: ") }, outcome)
    }

    /// Each with the lines that continue it.
    static func entries(_ log: String) -> [String] {
        log.split(separator: "\n").reduce(into: []) { entries, line in
            if line.hasPrefix("\t"), let last = entries.indices.last {
                entries[last] += "\n" + line
            } else {
                entries.append(String(line))
            }
        }.filter { $0.contains("duration: ") }
    }

    private func set(_ statement: String) async throws {
        try await shop.sql(statement + "\nSELECT pg_reload_conf();")
        // The server's processes look between two statements.
        try await Task.sleep(for: .milliseconds(300))
    }

    private func log() throws -> Data { try Data(contentsOf: URL(filePath: "\(shop.folder)/postgres.log")) }
}
