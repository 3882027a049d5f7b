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

    /// Each with the last value that was taken for it; nil before the first.
    private var products: [ProductID: ProductQuote?] = [:]
    private var held: [Subject: Message] = [:]
    /// The subjects of `held`.
    private var order: Deque<Subject> = []

    var watched: [ProductID] { Array(products.keys) }
    /// Whether messages wait.
    var isHolding: Bool { !held.isEmpty }

    /// Watches more products; whoever watches one already is told its value anew. False, changing nothing, when there
    /// would be more than `limit`.
    mutating func watch(_ ids: [ProductID], limit: Int) -> Bool {
        let added = Set(ids.filter { products[$0] == nil })
        guard products.count + added.count <= limit else { return false }
        for id in ids { products.updateValue(nil, forKey: id) }
        return true
    }

    /// Stops watching; gives those that were watched. Nothing more is told of them, not even what waits.
    mutating func unwatch(_ ids: [ProductID]) -> [ProductID] {
        let removed = ids.filter { products.removeValue(forKey: $0) != nil }
        drop(Set(removed.map { .product($0) }))
        return removed
    }

    /// Whether a value is news: of a product that is watched, not older than the last one, and not the same.
    mutating func takes(_ quote: ProductQuote) -> Bool {
        guard let last = products[quote.id] else { return false }
        if let last, quote.position < last.position || (quote.position == last.position && !quote.isConfirmed) {
            return false
        }
        products.updateValue(quote, forKey: quote.id)
        return last?.price != quote.price || last?.stock != quote.stock || last == nil
    }

    /// The positions begin anew, and with them all values.
    mutating func forgetValues() {
        for id in products.keys { products.updateValue(nil, forKey: id) }
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
