import Domain
import NIOCore

/// Products whose values the loop's sockets watch: each is read once for all of them.
extension SocketShard {
    /// Values read at once.
    private static let batchLimit = 500

    func watch(_ products: [ProductID], by socket: SocketHandler) {
        for product in products { board.watch(product, by: ObjectIdentifier(socket)) }
        readQuotes()
    }

    func unwatch(_ products: [ProductID], by socket: SocketHandler) {
        for product in products { board.unwatch(product, by: ObjectIdentifier(socket)) }
    }

    func quotesChanged(_ quotes: ChangedQuotes) {
        guard board.isWatched else { return }
        switch quotes {
        case .of(let products): for product in products { board.changed(product) }
        case .all: board.everythingChanged()
        }
        readQuotes()
    }

    /// Reads what is due, one batch after the other. What could not be read waits for the next tick.
    func readQuotes() {
        guard let batch = board.beginReading(limit: Self.batchLimit) else { return }
        let quotes = environment.quotes
        let ids = Array(batch.keys)
        loop.makeFutureWithTask { try await quotes(ids) }.assumeIsolated().whenComplete { result in
            switch result {
            case .success(let quotes):
                for quote in quotes {
                    if let audience = batch[quote.id] { self.tell(quote, audience) }
                }
                let uncertain = Set(quotes.filter { !$0.isConfirmed }.map(\.id))
                self.board.endReading(again: batch.filter { uncertain.contains($0.key) })
                if uncertain.isEmpty { self.readQuotes() }
            case .failure: self.board.endReading(again: batch)
            }
        }
    }

    private func tell(_ quote: ProductQuote, _ audience: ProductBoard<ObjectIdentifier>.Audience) {
        let frame = quote.frame
        for id in board.sockets(quote.id, audience) { socket(id)?.tell(quote, frame) }
    }
}
