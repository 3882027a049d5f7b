/// A streaming parser of RFC 4180: quoted fields with doubled quotes, commas and line ends in them; CRLF and LF; a byte
/// order mark before the first record; blank lines passed over.
///
/// A record that is not well-formed costs its first line only: reading goes on at the line after it, so that a stray
/// quote does not swallow the file.
struct CSVParser {
    struct Record: Equatable {
        /// The line that the record begins on, from 1.
        let line: Int
        let fields: Result<[String], Failure>
    }

    enum Failure: Error, Equatable {
        case quoteNotClosed
        case textAfterQuote
        case notText
        case tooLong(maximum: Int)
    }

    private var buffer = RecordBuffer()
    private let recordLimit: Int

    /// - Parameter recordLimit: the longest record that is taken, in bytes.
    init(recordLimit: Int) { self.recordLimit = recordLimit }

    mutating func append(_ bytes: some Collection<UInt8>) { buffer.append(bytes) }

    mutating func finish() { buffer.finish() }

    /// The next record; nil when more bytes are needed, or, after `finish`, at the end.
    mutating func next() -> Record? {
        while !buffer.isEmpty {
            let line = buffer.line
            do throws(Failure) {
                var scan = CSVScan(bytes: buffer.bytes, position: buffer.start, isFinished: buffer.isFinished)
                guard let fields = try scan.record() else {
                    guard buffer.unread > recordLimit else { return nil }
                    throw Failure.tooLong(maximum: recordLimit)
                }
                guard scan.position - buffer.start <= recordLimit else { throw Failure.tooLong(maximum: recordLimit) }
                buffer.consume(to: scan.position)
                if fields != [""] { return Record(line: line, fields: .success(fields)) }
            } catch {
                buffer.discardLine()
                return Record(line: line, fields: .failure(error))
            }
        }
        return nil
    }
}

/// One pass over one record.
private struct CSVScan {
    let bytes: [UInt8]
    var position: Int
    let isFinished: Bool

    /// How a field ended; `cut` when the bytes ended first and more may come.
    private enum End { case comma, record, cut }

    /// The fields up to the record's end, which `position` then follows; nil when more bytes are needed.
    mutating func record() throws(CSVParser.Failure) -> [String]? {
        var fields: [String] = []
        while true {
            var field: [UInt8] = []
            let isQuoted = position < bytes.count && bytes[position] == UInt8(ascii: "\"")
            let end = isQuoted ? try quoted(into: &field) : plain(into: &field)
            if end == .cut { return nil }
            guard !field.contains(0), let text = String(validating: field, as: UTF8.self) else { throw .notText }
            fields.append(text)
            if end == .record { return fields }
        }
    }

    private mutating func plain(into field: inout [UInt8]) -> End {
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: ","), bytes[position] != UInt8(ascii: "\n") {
            position += 1
        }
        guard position < bytes.count || isFinished else { return .cut }
        field += bytes[start..<position]
        guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else {
            if field.last == UInt8(ascii: "\r") { field.removeLast() }
            position = min(position + 1, bytes.count)
            return .record
        }
        position += 1
        return .comma
    }

    private mutating func quoted(into field: inout [UInt8]) throws(CSVParser.Failure) -> End {
        position += 1
        while true {
            guard let quote = bytes[position...].firstIndex(of: UInt8(ascii: "\"")) else {
                if isFinished { throw .quoteNotClosed }
                return .cut
            }
            field += bytes[position..<quote]
            position = quote + 1
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return try afterQuote() }
            field.append(UInt8(ascii: "\""))
            position += 1
        }
    }

    private mutating func afterQuote() throws(CSVParser.Failure) -> End {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\r") { position += 1 }
        guard position < bytes.count else { return isFinished ? .record : .cut }
        defer { position += 1 }
        switch bytes[position] {
        case UInt8(ascii: ","): return .comma
        case UInt8(ascii: "\n"): return .record
        default: throw .textAfterQuote
        }
    }
}
