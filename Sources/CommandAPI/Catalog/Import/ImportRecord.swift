import JSON

/// One record of an import file: its members by name, whatever the format, or why it cannot be read.
struct ImportRecord: Sendable {
    /// The line that the record begins on, from 1.
    let line: Int
    let members: Result<JSONObject, LineRefusal>
}

/// How the records of a file are written.
enum ImportFormat: String, Sendable, CaseIterable {
    /// One JSON object per line.
    case ndjson
    /// RFC 4180, with a header.
    case csv

    /// By a file's name, without regard to `.gz`; nil when the name does not tell.
    init?(fileName: String) {
        var name = fileName.lowercased()
        if name.hasSuffix(".gz") { name.removeLast(3) }
        switch name.split(separator: ".").last {
        case "jsonl", "ndjson", "json": self = .ndjson
        case "csv": self = .csv
        default: return nil
        }
    }
}

/// The file cannot be read as what it is said to be; unlike a refused record, this ends the import.
enum UnreadableFile: Error, Equatable, CustomStringConvertible {
    case emptyCSV
    case headerNotReadable(String)
    case columnTwice(String)
    case columnMissing(String)
    case notGzip
    case gzipCutOff

    var description: String {
        switch self {
        case .emptyCSV: "the file is empty: a CSV file begins with a header"
        case .headerNotReadable(let reason): "the header cannot be read: \(reason)"
        case .columnTwice(let name): "the header has the column \"\(name)\" twice"
        case .columnMissing(let name): "the header has no column \"\(name)\""
        case .notGzip: "the compressed data is damaged"
        case .gzipCutOff: "the compressed data ends too early"
        }
    }
}
