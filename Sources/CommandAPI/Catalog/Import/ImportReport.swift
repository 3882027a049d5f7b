import Daemon
import Glibc

/// What an import tells the person who started it: progress and refused lines on standard error, the counts on standard
/// output.
struct ImportReport {
    /// How many refused lines are shown; all are counted, and all go to the file that was asked for.
    static let shownRefusals = 100

    private var progress: ProgressBar?
    private let isQuiet: Bool
    private let refusedFile: UnsafeMutablePointer<FILE>?
    private var shown = 0
    private var counts = ImportCounts()

    /// - Parameters:
    ///   - size: the file's, in bytes, if it is known.
    ///   - refusedPath: a file for all refused lines.
    init(size: Int?, refusedPath: String?, isQuiet: Bool) throws(ImportSource.OpenFailure) {
        self.isQuiet = isQuiet
        progress = isQuiet ? nil : ProgressBar(unit: "KiB", total: size.map { ($0 + 1023) / 1024 })
        guard let refusedPath else {
            refusedFile = nil
            return
        }
        guard let file = fopen(refusedPath, "w") else { throw .init(path: refusedPath, code: errno) }
        refusedFile = file
    }

    mutating func add(_ step: CatalogImport.Progress) {
        for refused in step.refused { show(refused) }
        progress?.update(done: (step.bytesRead + 1023) / 1024)
        counts = step.counts
    }

    private mutating func show(_ refused: RefusedLine) {
        let text = "line \(refused.line): \(refused.reason)\n"
        if let refusedFile { fputs(text, refusedFile) }
        guard !isQuiet, shown <= Self.shownRefusals else { return }
        shown += 1
        let shownText = shown > Self.shownRefusals ? "More refused lines are only counted.\n" : "refused: \(text)"
        // The line under the cursor may be the progress bar's.
        StandardError.write((StandardError.isTerminal ? "\r\u{1B}[2K" : "") + shownText)
    }

    func finish(_ counts: ImportCounts) {
        close()
        print(counts.description)
    }

    /// The file could not be read through, or PostgreSQL went away.
    func fail() {
        close()
        StandardError.write("What was written until then stays: \(counts). Importing the file again is safe.\n")
    }

    private func close() {
        progress?.finish()
        if let refusedFile { fclose(refusedFile) }
    }
}

extension ImportCounts: CustomStringConvertible {
    /// `20000 lines: 19920 created, 2 updated, 0 unchanged, 78 refused (78 no price)`
    var description: String {
        let gaveWay = superseded == 0 ? "" : "\(superseded) superseded by a later line, "
        let reasons = refusals.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
        let detail = reasons.isEmpty ? "" : " (\(reasons.joined(separator: ", ")))"
        return """
            \(total) lines: \(created) created, \(updated) updated, \(unchanged) unchanged, \(gaveWay)\
            \(refused) refused\(detail)
            """
    }
}
