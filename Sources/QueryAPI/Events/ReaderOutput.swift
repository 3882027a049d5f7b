import Events

/// What the rest of query-api hears of the event log, in the log's order, always after `CacheValidity` has.
enum ReaderOutput: Sendable {
    /// The next events; at least one.
    case applied([Event])
    /// Events were missed for good: whatever was derived from them must be dropped or read anew, as of `position` at the
    /// earliest.
    case reset(position: Int64)
}
