import Synchronization

/// Hands out 0, 1, 2 and so on, each once.
final class Counter: Sendable {
    private let next = Atomic(0)

    func take() -> Int { next.add(1, ordering: .relaxed).oldValue }
}
