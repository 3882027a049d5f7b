import Events

/// The event log as one snapshot of PostgreSQL shows it: its head, and a page of events. All of one SQL statement, which
/// is what makes its parts agree with each other.
struct LogPage: Sendable, Equatable {
    /// The head: every event up to here is numbered, and its effect is visible.
    var position: Int64
    /// Events up to here are no longer kept.
    var prunedTo: Int64
    var timeline: Int64
    /// Every transaction with a lower id has ended, and its events are at or below `position`. Nil when events wait to be
    /// numbered.
    var horizon: Int64?
    /// The first events after the position that was asked for, ascending; nil when one of them is of a kind that this
    /// version does not know.
    var events: [Event]?
    /// What is committed and waits to be numbered; nil when that is too much to be read, or of an unknown kind.
    var waiting: [Change]?
}
