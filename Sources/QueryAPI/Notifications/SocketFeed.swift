/// What one socket was sent and what it waits for: it gets every message of its audience after where it began, each
/// once, in the order of their ids, although missed ones come from PostgreSQL while new ones come from the log.
///
/// A socket that resumes holds back live messages until it has caught up. It holds at most `heldLimit`; when more come,
/// it drops them and catches up once more, so that its memory is bounded however long the replay takes.
struct SocketFeed<Message> {
    private enum Phase {
        case live
        /// Live messages not yet sent, oldest first; `overflowed` when some were dropped.
        case catchingUp(held: [(id: Int64, message: Message)], overflowed: Bool)
    }

    /// What to do when the replayed part is sent.
    enum Step {
        /// Send these; from now on the socket is live.
        case live([Message])
        /// Live messages were dropped meanwhile: replay again, after this id.
        case replay(after: Int64)
    }

    /// The id of the last message sent, or where the socket began.
    private(set) var lastID: Int64
    private var phase: Phase
    private let heldLimit: Int

    /// A socket without a past: live from `position` on.
    init(liveAfter position: Int64, heldLimit: Int = 256) {
        lastID = position
        phase = .live
        self.heldLimit = heldLimit
    }

    /// A socket that resumes after the message `id`.
    init(resumingAfter id: Int64, heldLimit: Int = 256) {
        lastID = id
        phase = .catchingUp(held: [], overflowed: false)
        self.heldLimit = heldLimit
    }

    /// A message from the log. Returns whether to send it now.
    mutating func receive(_ message: Message, id: Int64) -> Bool {
        switch phase {
        case .live:
            guard id > lastID else { return false }
            lastID = id
            return true
        case .catchingUp(var held, let overflowed):
            // Who is told of it for two reasons gets it once.
            guard id > held.last?.id ?? lastID, !overflowed else { return false }
            if held.count < heldLimit {
                held.append((id, message))
                phase = .catchingUp(held: held, overflowed: false)
            } else {
                phase = .catchingUp(held: [], overflowed: true)
            }
            return false
        }
    }

    /// A message read from PostgreSQL. Returns whether to send it now.
    mutating func replay(id: Int64) -> Bool {
        guard case .catchingUp = phase, id > lastID else { return false }
        lastID = id
        return true
    }

    /// All that was in PostgreSQL when the socket began to catch up has been replayed.
    mutating func caughtUp() -> Step {
        guard case .catchingUp(let held, let overflowed) = phase else { return .live([]) }
        if overflowed {
            phase = .catchingUp(held: [], overflowed: false)
            return .replay(after: lastID)
        }
        let missing = held.filter { $0.id > lastID }
        lastID = missing.last?.id ?? lastID
        phase = .live
        return .live(missing.map(\.message))
    }

    /// What was missed is no longer kept, and the client is told so: live from `position` on, up to which everything was
    /// delivered here. A replay that is under way has nothing more to send.
    mutating func reset(to position: Int64) {
        lastID = position
        phase = .live
    }
}
