import Daemon
import Foundation
import Testing

@testable import CommandAPI
@testable import QueryAPI

@Suite("docs/settings.md")
struct SettingsDocumentTests {
    /// A row of its tables.
    private struct Row: Hashable, Comparable, CustomStringConvertible {
        let name: String
        let readBy: String
        let standard: String

        var description: String { "\(name), read by \(readBy), default \(standard)" }

        static func < (left: Row, right: Row) -> Bool { left.name < right.name }
    }

    /// What cannot be left out, and so has no default.
    private let required = [
        "DATABASE_URL": "postgres://a:b@c/d", "REDIS_URL": "redis://a:b@c/0", "CURSOR_SECRET": "0123456789abcdef",
    ]

    private func read(_ settings: (inout SettingsReader) -> Void) throws -> [String: String] {
        var reader = SettingsReader(values: required)
        settings(&reader)
        try reader.finish()
        let defaults = reader.report.map { entry in
            (entry.name, entry.source != "default" || entry.value.isEmpty ? "–" : "`\(entry.value)`")
        }
        return Dictionary(defaults) { first, _ in first }
    }

    private func documented() throws -> [Row] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/settings.md")
        return try String(contentsOf: file.standardizedFileURL, encoding: .utf8).split(separator: "\n").compactMap {
            line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard line.hasPrefix("| `"), cells.count == 4 else { return nil }
            return Row(
                name: cells[0].trimmingCharacters(in: CharacterSet(charactersIn: "`")), readBy: cells[1],
                standard: cells[2])
        }
    }

    @Test("every setting that a daemon reads is there once, with its default and who reads it, and no other")
    func complete() throws {
        let command = try read { _ = CommandSettings(&$0) }
        let query = try read { _ = QuerySettings(&$0) }
        let rows = Set(command.keys).union(query.keys).map { name in
            let readers = [command[name] == nil ? nil : "command-api", query[name] == nil ? nil : "query-api"]
            let names = readers.compactMap(\.self)
            return Row(
                name: name, readBy: names.count == 2 ? "both" : names[0],
                standard: command[name] ?? query[name] ?? "")
        }
        let written = try documented()
        #expect(Set(rows).subtracting(written).sorted() == [], "not written there")
        #expect(Set(written).subtracting(rows).sorted() == [], "not so in any daemon")
        #expect(written.count == rows.count)
        for (name, standard) in command { #expect(query[name] == nil || query[name] == standard, "\(name)") }
    }
}
