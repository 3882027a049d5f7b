import DequeModule

/// The commands that were sent on one connection and have no reply yet, in the order they were sent, which is the order
/// of their replies (RESP2) and, with one deadline for all, of their deadlines. So both ends of a command's life are at
/// the front of a queue, and neither needs a timer or a task of its own.
///
/// Every waiter that went in comes out exactly once: from `reply`, `expire` or `removeAll`.
struct CommandsInFlight<Waiter> {
    typealias Instant = ContinuousClock.Instant

    private struct Command {
        let deadline: Instant
        let bytes: Int
        /// Nil once the deadline passed: the reply will be dropped.
        var waiter: Waiter?
    }

    private let maximumCount: Int
    private let maximumBytes: Int
    private var commands: Deque<Command> = []
    private var firstID: UInt = 1
    private var expired = 0
    private(set) var bytes = 0

    init(maximumCount: Int, maximumBytes: Int) {
        self.maximumCount = maximumCount
        self.maximumBytes = maximumBytes
    }

    var count: Int { commands.count }

    /// When the next waiter is to be told; nil when none waits.
    var nextDeadline: Instant? { expired < commands.count ? commands[expired].deadline : nil }

    /// False when one more command of this size would pass a bound. A single command may be as large as it likes.
    func hasRoom(for size: Int) -> Bool {
        commands.count < maximumCount && (bytes == 0 || bytes + size <= maximumBytes)
    }

    /// Adds a command and gives its number; the deadlines given must never decrease.
    mutating func append(_ waiter: Waiter, bytes size: Int, deadline: Instant) -> UInt {
        commands.append(Command(deadline: deadline, bytes: size, waiter: waiter))
        bytes += size
        return firstID + UInt(commands.count - 1)
    }

    /// Takes the command that a reply belongs to. Nil when its waiter was told already, and when `id` is not the first
    /// in the queue.
    mutating func reply(to id: UInt) -> Waiter? {
        guard id == firstID, let command = commands.popFirst() else { return nil }
        firstID += 1
        expired = max(expired - 1, 0)
        bytes -= command.bytes
        return command.waiter
    }

    /// Takes the waiters whose deadline has come; their commands stay until their replies come.
    mutating func expire(at now: Instant) -> [Waiter] {
        var waiters: [Waiter] = []
        while expired < commands.count, commands[expired].deadline <= now {
            if let waiter = commands[expired].waiter { waiters.append(waiter) }
            commands[expired].waiter = nil
            expired += 1
        }
        return waiters
    }

    /// Takes everything, when the connection is gone.
    mutating func removeAll() -> [Waiter] {
        let waiters = commands.compactMap(\.waiter)
        firstID += UInt(commands.count)
        commands.removeAll()
        expired = 0
        bytes = 0
        return waiters
    }
}
