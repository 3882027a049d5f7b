import DequeModule
import Domain

/// The products that one socket watches, and what waits for it while it does not read: at most one message for each
/// product, the latest. Pure.
struct ProductWatch<Message> {
    /// What a message is about; a later one of the same takes its place.
    enum Subject: Hashable {
        case reset
        case product(ProductID)
        case pong
    }

    private struct Watched {
        let id: ProductID
        /// The last value that was taken for it; nil before the first.
        var quote: ProductQuote?
    }

    /// Few, in most sockets one or two; there are thousands of sockets.
    private var products: [Watched] = []
    private var held: [Subject: Message] = [:]
    /// The subjects of `held`.
    private var order: Deque<Subject> = []

    var watched: [ProductID] { products.map(\.id) }
    /// Whether messages wait.
    var isHolding: Bool { !held.isEmpty }

    /// Watches more products; whoever watches one already is told its value anew. False, changing nothing, when there
    /// would be more than `limit`.
    mutating func watch(_ ids: [ProductID], limit: Int) -> Bool {
        let ids = Set(ids)
        let kept = products.filter { !ids.contains($0.id) }
        guard kept.count + ids.count <= limit else { return false }
        products = kept + ids.map { Watched(id: $0) }
        return true
    }

    /// Stops watching; gives those that were watched. Nothing more is told of them, not even what waits.
    mutating func unwatch(_ ids: [ProductID]) -> [ProductID] {
        let ids = Set(ids)
        let removed = watched.filter(ids.contains)
        products.removeAll { ids.contains($0.id) }
        drop(Set(removed.map { .product($0) }))
        return removed
    }

    /// Whether a value is news: of a product that is watched, not older than the last one, and not the same.
    mutating func takes(_ quote: ProductQuote) -> Bool {
        guard let place = products.firstIndex(where: { $0.id == quote.id }) else { return false }
        let last = products[place].quote
        if let last, quote.position < last.position || (quote.position == last.position && !quote.isConfirmed) {
            return false
        }
        products[place].quote = quote
        return last?.price != quote.price || last?.stock != quote.stock || last == nil
    }

    /// The positions begin anew, and with them all values.
    mutating func forgetValues() {
        for place in products.indices { products[place].quote = nil }
        drop(Set(order).subtracting([.pong]))
    }

    /// Keeps a message until the socket reads on.
    mutating func hold(_ message: Message, about subject: Subject) {
        if held.updateValue(message, forKey: subject) == nil { order.append(subject) }
    }

    /// The message whose subject has waited longest.
    mutating func release() -> Message? { order.popFirst().flatMap { held.removeValue(forKey: $0) } }

    private mutating func drop(_ subjects: Set<Subject>) {
        for subject in subjects { held[subject] = nil }
        order.removeAll { subjects.contains($0) }
    }
}
