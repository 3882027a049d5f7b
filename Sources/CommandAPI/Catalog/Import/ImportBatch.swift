/// Lines that are written in one transaction, and what was refused among them.
struct ImportBatch: Sendable {
    /// No SKU twice: of equal ones the later begins the next batch, and so wins.
    var lines: [ProductLine] = []
    var refused: [RefusedLine] = []
    /// How much of the file has been read when the batch was full, in bytes as they are stored.
    var bytesRead = 0

    var count: Int { lines.count + refused.count }
}

/// A line that was not taken.
struct RefusedLine: Sendable, Equatable {
    let line: Int
    let reason: LineRefusal
}
