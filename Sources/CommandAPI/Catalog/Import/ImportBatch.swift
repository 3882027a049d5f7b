/// Lines that are written in one transaction, and what was refused among them.
struct ImportBatch: Sendable {
    /// No key twice: of equal ones the last wins.
    var lines: [ProductLine] = []
    /// How many lines gave way to a later one.
    var superseded = 0
    var refused: [RefusedLine] = []
    /// How much of the file has been read when the batch was full, in bytes as they are stored.
    var bytesRead = 0
    /// The line that its last record begins on.
    var lastLine = 0

    /// Of lines that were read.
    var count: Int { lines.count + superseded + refused.count }
}

/// A line that was not taken.
struct RefusedLine: Sendable, Equatable {
    let line: Int
    let reason: LineRefusal
}
