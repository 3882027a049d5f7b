import JSON

/// Reads CSV with a header: each record becomes the members that the header names; an empty field is null.
struct CSVReader: RecordReader {
    private var parser: CSVParser
    private var columns: [String]?
    private var isFinished = false

    /// - Parameter recordLimit: the longest record that is taken, in bytes.
    init(recordLimit: Int) { parser = CSVParser(recordLimit: recordLimit) }

    mutating func append(_ bytes: [UInt8]) { parser.append(bytes) }

    mutating func finish() {
        isFinished = true
        parser.finish()
    }

    /// The next record; nil when more bytes are needed, or, after `finish`, at the end. Throws when the header is not
    /// one, or not there.
    mutating func next() throws(UnreadableFile) -> ImportRecord? {
        guard let columns else {
            guard let header = parser.next() else {
                if isFinished { throw .emptyCSV }
                return nil
            }
            columns = try Self.columns(of: header)
            return try next()
        }
        guard let record = parser.next() else { return nil }
        return ImportRecord(line: record.line, members: Self.members(of: record, columns: columns))
    }

    private static func columns(of header: CSVParser.Record) throws(UnreadableFile) -> [String] {
        switch header.fields {
        case .failure(let failure): throw .headerNotReadable(failure.sentence)
        case .success(let fields):
            let names = fields.map { $0.trimmed.lowercased() }
            var seen: Set<String> = []
            for name in names where !name.isEmpty && !seen.insert(name).inserted { throw .columnTwice(name) }
            let required = [seen.contains("slug") ? "slug" : "sku", "name", "price"]
            for name in required where !seen.contains(name) { throw .columnMissing(name) }
            return names
        }
    }

    private static func members(
        of record: CSVParser.Record, columns: [String]
    ) -> Result<JSONObject, LineRefusal> {
        switch record.fields {
        case .failure(.tooLong(let maximum)): return .failure(.recordTooLong(maximum: maximum))
        case .failure(let failure): return .failure(.malformed(failure.sentence))
        case .success(let fields):
            guard fields.count == columns.count else {
                return .failure(.malformed("\(fields.count) fields, but the header has \(columns.count)"))
            }
            let named = zip(columns, fields).filter { !$0.0.isEmpty }
            return .success(
                JSONObject(members: named.map { .init(name: $0, value: $1.isEmpty ? .null : .string($1)) }))
        }
    }
}

extension CSVParser.Failure {
    var sentence: String {
        switch self {
        case .quoteNotClosed: "a quoted field does not end"
        case .textAfterQuote: "text after the closing quote of a field"
        case .notText: "not UTF-8 text"
        case .tooLong(let maximum): "the record is longer than \(maximum) bytes"
        }
    }
}
