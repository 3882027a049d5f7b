import JSON

/// Reads one JSON object per line; blank lines are passed over.
struct NDJSONReader: RecordReader {
    private var buffer = RecordBuffer()
    private let recordLimit: Int

    /// - Parameter recordLimit: the longest line that is taken, in bytes; a longer one is refused without being kept.
    init(recordLimit: Int) { self.recordLimit = recordLimit }

    mutating func append(_ bytes: [UInt8]) { buffer.append(bytes) }

    mutating func finish() { buffer.finish() }

    /// The next record; nil when more bytes are needed, or, after `finish`, at the end.
    mutating func next() -> ImportRecord? {
        while !buffer.isEmpty {
            let line = buffer.line
            let newline = buffer.bytes[buffer.start...].firstIndex(of: UInt8(ascii: "\n"))
            let end = newline ?? buffer.bytes.count
            guard end - buffer.start <= recordLimit else {
                buffer.discardLine()
                return ImportRecord(line: line, members: .failure(.recordTooLong(maximum: recordLimit)))
            }
            guard newline != nil || buffer.isFinished else { return nil }
            let text = buffer.bytes[buffer.start..<end]
            buffer.consume(to: newline.map { $0 + 1 } ?? end)
            if text.contains(where: { $0 > 0x20 }) {
                return ImportRecord(line: line, members: Self.members(of: text))
            }
        }
        return nil
    }

    private static func members(of text: ArraySlice<UInt8>) -> Result<JSONObject, LineRefusal> {
        do {
            guard let object = try JSONParser.parse(text).objectValue else {
                return .failure(.malformed("not a JSON object"))
            }
            return .success(object)
        } catch {
            return .failure(.malformed("bad JSON: \(error)"))
        }
    }
}
