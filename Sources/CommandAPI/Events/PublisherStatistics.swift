/// How the publisher of this process does.
struct PublisherStatistics: Sendable, Equatable {
    var isLeading = false
    /// How many times this process has come to lead.
    var term = 0
    /// The head of the log as this process last saw it.
    var position: Int64 = 0
    /// How many events this process has numbered.
    var numbered = 0
    /// In how many batches.
    var batches = 0
    /// How many events waited at the last look, at most `Numbering.backlogLimit`; after a full batch, at least so many.
    var backlog = 0
    /// Whether the last batch was full, so that more waits.
    var isBehind = false
    /// How long the first event of the last batch had waited for its number.
    var lag: Duration = .zero
}
