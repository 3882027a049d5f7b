import JSON

/// What an import over HTTP tells of itself.
struct ImportOutcome: Sendable {
    /// How many refused lines are listed; all are counted.
    static let listedErrors = 1_000

    let isRehearsal: Bool
    private(set) var counts = ImportCounts()
    private(set) var errors: [RefusedLine] = []
    /// The last line that is done.
    private(set) var lastLine = 0

    init(isRehearsal: Bool) { self.isRehearsal = isRehearsal }

    mutating func add(_ step: CatalogImport.Progress) {
        counts = step.counts
        lastLine = step.lastLine
        errors += step.refused.prefix(Self.listedErrors - errors.count)
    }

    /// A JSON object.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in writeMembers(to: &json) }
        return json.bytes
    }

    /// Of an import that broke off.
    func writeStopped(to json: inout JSONWriter) {
        json.object { json in
            json.member("stopped_after_line", lastLine)
            writeMembers(to: &json)
        }
    }

    private func writeMembers(to json: inout JSONWriter) {
        counts.writeMembers(to: &json)
        json.member("dry_run", isRehearsal)
        json.member("errors") { json in
            json.array { json in
                for error in errors {
                    json.object { json in
                        json.member("line", error.line)
                        json.member("reason", error.reason.publicDescription)
                    }
                }
            }
        }
        json.member("errors_truncated", counts.refused > errors.count)
    }
}

extension ImportCounts {
    fileprivate func writeMembers(to json: inout JSONWriter) {
        json.member("lines", total)
        json.member("created", created)
        json.member("updated", updated)
        json.member("unchanged", unchanged)
        json.member("refused", refused)
        json.member("superseded", superseded)
    }
}

extension AuditEntry {
    /// An import as a whole: its counts, not its lines.
    static func catalogImport(_ counts: ImportCounts) -> AuditEntry {
        var json = JSONWriter()
        json.object { json in counts.writeMembers(to: &json) }
        return AuditEntry(action: "catalog.import", object: AuditObject("catalog"), after: json.bytes)
    }
}

extension LineRefusal {
    /// Without what is the database's own.
    fileprivate var publicDescription: String {
        if case .notStored = self { return "the database does not take these values" }
        return description
    }
}
