/// How well the reader knows that it has seen the end of the event log.
enum Freshness: Sendable, Equatable {
    /// Messages come in; what is valid is at most a heartbeat old.
    case live
    /// Redis or the publisher is away; PostgreSQL is asked several times a second instead.
    case direct
    /// Neither has been heard from: what is valid was so at this moment, and is served with a label.
    case stale(since: ContinuousClock.Instant)
}
