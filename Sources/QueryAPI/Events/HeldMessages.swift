import Redis

/// What came over the subscription and was not looked at yet, bounded: past the limit all of it is dropped, because what
/// was in it can be read from PostgreSQL.
struct HeldMessages: Sendable {
    private(set) var events: [SubscriberEvent] = []
    /// Whether messages were dropped.
    private(set) var hasDropped = false
    private var bytes = 0
    private let byteLimit: Int
    private let countLimit: Int

    init(byteLimit: Int = 16 << 20, countLimit: Int = 4_096) {
        self.byteLimit = byteLimit
        self.countLimit = countLimit
    }

    mutating func append(_ event: SubscriberEvent) {
        if case .message(_, let message) = event { bytes += message.count }
        events.append(event)
        guard bytes > byteLimit || events.count > countLimit else { return }
        // Of the rest, the last word on the subscription is what matters.
        events = events.last { $0 == .subscribed || $0 == .lost }.map { [$0] } ?? []
        bytes = 0
        hasDropped = true
    }

    /// Everything held, which is held no longer.
    mutating func take() -> (events: [SubscriberEvent], hasDropped: Bool) {
        defer { self = HeldMessages(byteLimit: byteLimit, countLimit: countLimit) }
        return (events, hasDropped)
    }
}
