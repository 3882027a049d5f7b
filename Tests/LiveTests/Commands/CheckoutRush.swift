import Domain
import HTTPTypes
import JSON
import Postgres
import ReadModels
import Synchronization
import TestSupport
import Testing

@testable import CommandAPI

/// A checkout of a product that cannot go on, because its stock is locked, and others that wait behind it.
final class CheckoutRush: Sendable {
    private typealias Request = Task<CommandHost.Answer, any Error>

    private let host: CommandHost
    private let hot: ProductID
    private let gate: Gate
    private let first: Request
    // Each is awaited by `rest`.
    private let others = Mutex<[Request]>([])

    init(_ host: CommandHost, hot: ProductID) async throws {
        self.host = host
        self.hot = hot
        gate = try await Gate.closed(on: host.database)
        let person = try await host.person()
        try await host.fill(person, hot)
        try await host.database.execute(
            """
            CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql
            AS 'BEGIN PERFORM pg_advisory_xact_lock_shared(4711); RETURN NULL; END'
            """)
        let trigger = """
            CREATE TRIGGER waits AFTER UPDATE ON inventory FOR EACH ROW
            WHEN (OLD.product_id = \(hot)) EXECUTE FUNCTION wait_at_gate()
            """
        try await host.database.execute(Statement(unsafeSQL: trigger))
        first = Task { try await host.checkout(person) }
        try await eventually("the first checkout holds the stock") {
            try await host.count(
                of: """
                    pg_locks
                    JOIN pg_database ON pg_database.oid = pg_locks.database AND datname = current_database()
                    WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted
                    """) == 1
        }
    }

    /// Sends a checkout, and waits until it waits: so the order of these calls is that of the line.
    func join(_ person: Person? = nil, quantity: Int = 1, notes: String = "", key: String) async throws {
        var customer = person
        if customer == nil { customer = try await host.person() }
        guard let customer else { return }
        try await host.fill(customer, hot, quantity)
        let before = host.dependencies.checkouts.depth
        let request = Request { [host] in try await host.checkout(customer, notes: notes, key: key) }
        others.withLock { $0.append(request) }
        let checkouts = host.dependencies.checkouts
        try await eventually("it waits") { checkouts.depth == before + 1 }
    }

    /// Lets the first one go on.
    func open() async throws -> (first: CommandHost.Answer, rest: [CommandHost.Answer]) {
        try await gate.open()
        return (try await first.value, try await rest())
    }

    /// The answers to those that had to wait, in the order in which they came.
    private func rest() async throws -> [CommandHost.Answer] {
        var answers: [CommandHost.Answer] = []
        for request in others.withLock(\.self) { answers.append(try await request.value) }
        return answers
    }

    /// An order's answer is made without reading the order back: it must be what the rows say.
    func expectStoredAsAnswered(_ answers: [CommandHost.Answer]) async throws {
        for answer in answers where answer.status == 201 {
            let id = OrderID(try #require(answer.json["id"]?.integerValue))
            let stored = try await host.database.one(OrderRecord.select(id: id), as: OrderRecord.self)
            #expect(answer.text == String(decoding: stored.json, as: UTF8.self))
            #expect(answer.headers[.location] == "/api/orders/\(id)/")
        }
    }
}

extension CommandHost {
    func checkout(_ person: Person, notes: String = "", key: String? = nil) async throws -> Answer {
        try await send(.post, "/api/orders/create/", as: person, #"{"notes": "\#(notes)"}"#, key: key)
    }
}
