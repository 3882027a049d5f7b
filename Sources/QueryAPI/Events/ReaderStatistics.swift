/// How the reader of this process does, for readiness.
struct ReaderStatistics: Sendable {
    var mode = ReaderState.Mode.booting
    var applied: Int64 = 0
    /// The end of the log as it was last heard of.
    var head: Int64 = 0
    /// When the end of the log was last seen to be `applied`.
    var confirmedAt: ContinuousClock.Instant
    /// How many times everything cached was given up on; the first is the boot.
    var resets = 0
    /// Reads of PostgreSQL that failed.
    var failedReads = 0

    /// Whether this process may serve: it follows the log, by either way.
    var isReady: Bool { mode != .booting }
}
