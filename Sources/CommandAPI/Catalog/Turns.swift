import Synchronization

/// A bounded number of turns: who finds none does not wait.
final class Turns: Sendable {
    private let free: Mutex<Int>

    init(_ count: Int) { free = Mutex(count) }

    /// Nil when all are taken.
    func take() -> Turn? {
        free.withLock { free in
            guard free > 0 else { return nil }
            free -= 1
            return Turn(of: self)
        }
    }

    /// Ends when nobody holds it any more.
    final class Turn: Sendable {
        private let turns: Turns

        fileprivate init(of turns: Turns) { self.turns = turns }

        deinit { turns.free.withLock { $0 += 1 } }
    }
}
