import Domain

/// Which products the sockets of one event loop watch, and whose values have to be read for whom: once for all of them,
/// however many they are. Pure: `SocketShard` does the reading.
///
/// A product that changes while its value is being read is read again afterwards, so that everybody who watches is told
/// a value at least as new as the last change.
struct ProductBoard<Socket: Hashable> {
    /// Who is to be told of a value.
    enum Audience: Equatable {
        case everyone
        /// Those who have begun to watch, and know no value yet.
        case newcomers(Set<Socket>)

        func merged(with other: Audience) -> Audience {
            if case .newcomers(let left) = self, case .newcomers(let right) = other {
                return .newcomers(left.union(right))
            }
            return .everyone
        }
    }

    private var watchers: [ProductID: Set<Socket>] = [:]
    private var due: [ProductID: Audience] = [:]
    private var isReading = false

    var isWatched: Bool { !watchers.isEmpty }

    /// From now on the socket is told of the product, first its present value.
    mutating func watch(_ product: ProductID, by socket: Socket) {
        watchers[product, default: []].insert(socket)
        demand(product, for: .newcomers([socket]))
    }

    mutating func unwatch(_ product: ProductID, by socket: Socket) {
        watchers[product]?.remove(socket)
        if watchers[product]?.isEmpty == true {
            watchers[product] = nil
            due[product] = nil
        }
    }

    mutating func changed(_ product: ProductID) { demand(product, for: .everyone) }

    mutating func everythingChanged() {
        for product in watchers.keys { due[product] = .everyone }
    }

    /// Begins to read what is due, at most `limit` products. Nil when nothing is, and while a reading is under way.
    mutating func beginReading(limit: Int) -> [ProductID: Audience]? {
        guard !isReading, !due.isEmpty else { return nil }
        isReading = true
        guard due.count > limit else {
            defer { due = [:] }
            return due
        }
        let batch = Dictionary(uniqueKeysWithValues: due.prefix(limit).map { ($0.key, $0.value) })
        for product in batch.keys { due[product] = nil }
        return batch
    }

    /// Ends the reading.
    /// - Parameter again: what could not be read, or not for certain, and is due once more.
    mutating func endReading(again: [ProductID: Audience]) {
        isReading = false
        for (product, audience) in again { demand(product, for: audience) }
    }

    /// Who is told of a value that was read for `audience`; nobody who has stopped watching meanwhile.
    func sockets(_ product: ProductID, _ audience: Audience) -> Set<Socket> {
        guard let watching = watchers[product] else { return [] }
        return switch audience {
        case .everyone: watching
        case .newcomers(let sockets): sockets.intersection(watching)
        }
    }

    private mutating func demand(_ product: ProductID, for audience: Audience) {
        guard watchers[product] != nil else { return }
        due[product] = due[product].map { $0.merged(with: audience) } ?? audience
    }
}
