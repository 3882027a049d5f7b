import Domain
import Synchronization

/// How many sockets a person and an address may hold open on this process.
final class SocketQuota: Sendable {
    private struct Counts {
        var users: [UserID: Int] = [:]
        var addresses: [IPAddress: Int] = [:]
    }

    private let counts = Mutex(Counts())
    private let perUser: Int
    private let perAddress: Int

    init(perUser: Int, perAddress: Int) {
        self.perUser = perUser
        self.perAddress = perAddress
    }

    /// Counts a socket in; false, counting nothing, when its address has too many.
    func admit(_ address: IPAddress) -> Bool {
        counts.withLock { $0.addresses.increment(address, upTo: perAddress) }
    }

    /// Counts a signed-in socket in; false, counting nothing, when its person has too many.
    func admit(_ user: UserID) -> Bool { counts.withLock { $0.users.increment(user, upTo: perUser) } }

    func release(_ address: IPAddress) { counts.withLock { $0.addresses.decrement(address) } }

    func release(_ user: UserID) { counts.withLock { $0.users.decrement(user) } }
}

extension Dictionary where Value == Int {
    fileprivate mutating func increment(_ key: Key, upTo limit: Int) -> Bool {
        let count = self[key, default: 0]
        guard count < limit else { return false }
        self[key] = count + 1
        return true
    }

    fileprivate mutating func decrement(_ key: Key) {
        guard let count = self[key] else { return }
        self[key] = count > 1 ? count - 1 : nil
    }
}
