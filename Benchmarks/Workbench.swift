import Synchronization

/// What measurements work with: the shop and its people, and how long and often to look.
final class Workbench: Sendable {
    let shop: Shop
    let people: People
    /// Of one look.
    let seconds: Double
    /// Looks, alternating between subject and reference, of which the median counts.
    let rounds: Int
    /// Up to which the catalog grows.
    let products: Int
    /// Where the shop's own ports end.
    let freePort: Int
    /// Tells who waits.
    let say: @Sendable (String) -> Void
    private let growth = Mutex<[GrowthSeries]>([])

    init(
        shop: Shop, people: People, seconds: Double, rounds: Int, products: Int, freePort: Int,
        say: @escaping @Sendable (String) -> Void
    ) {
        self.shop = shop
        self.people = people
        self.seconds = seconds
        self.rounds = rounds
        self.products = products
        self.freePort = freePort
        self.say = say
    }

    var folder: String { shop.folder }
    var wrk: Wrk { Wrk(folder: folder) }
    var queryAPI: ProcessMeter { get throws { ProcessMeter(try shop.process("query-api")) } }
    var commandAPI: ProcessMeter { get throws { ProcessMeter(try shop.process("command-api")) } }

    var grown: [GrowthSeries] { growth.withLock { $0 } }

    func keep(_ series: GrowthSeries) { growth.withLock { $0.append(series) } }

    /// One request on a connection of its own.
    func get(_ path: String, token: String? = nil, headers: [(name: String, value: String)] = []) async throws -> Answer
    {
        try await HTTPConnection.withConnections(1, port: try shop.queryPort) { connections in
            try await connections[0].send(Request(path: path, headers: headers, token: token))
        }
    }

    /// Does each of these in turn, so many rounds: the machine's moods touch all of them alike.
    func alternating<Subject, Outcome: Sendable>(
        _ subjects: [Subject], _ look: (Subject) async throws -> Outcome
    ) async throws -> [[Outcome]] {
        var outcomes: [[Outcome]] = subjects.map { _ in [] }
        for _ in 0..<rounds {
            for (place, subject) in subjects.enumerated() { outcomes[place].append(try await look(subject)) }
        }
        return outcomes
    }
}
