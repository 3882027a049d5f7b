/// Bytes that have been read but not yet made into records. It holds one chunk and one unfinished record at most, because
/// its owner takes every finished record before appending more, and discards a record that grows past the limit.
struct RecordBuffer {
    private(set) var bytes: [UInt8] = []
    /// Where the next record begins.
    private(set) var start = 0
    /// The line at `start`, from 1.
    private(set) var line = 1
    /// Whether the rest of the line at `start` belongs to a record that was given up.
    private var isDiscarding = false
    private var isAtBeginning = true
    /// Nothing will be appended any more.
    private(set) var isFinished = false

    var isEmpty: Bool { start == bytes.count }
    var unread: Int { bytes.count - start }

    mutating func append(_ chunk: some Collection<UInt8>) {
        bytes.removeFirst(start)
        start = 0
        bytes.append(contentsOf: chunk)
        skipByteOrderMark()
        if isDiscarding { discardLine() }
    }

    mutating func finish() { isFinished = true }

    /// Takes the bytes before `end` as read.
    mutating func consume(to end: Int) {
        line += bytes[start..<end].count { $0 == UInt8(ascii: "\n") }
        start = end
    }

    /// Gives up the line at `start`, also what of it is still to come.
    mutating func discardLine() {
        if let newline = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            isDiscarding = false
            consume(to: newline + 1)
        } else {
            isDiscarding = true
            consume(to: bytes.count)
        }
    }

    /// Spreadsheets begin their files with U+FEFF.
    private mutating func skipByteOrderMark() {
        guard isAtBeginning, bytes.count >= 3 else { return }
        isAtBeginning = false
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
    }
}
