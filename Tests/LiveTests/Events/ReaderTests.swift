import Domain
import Events
import Postgres
import Redis
import Synchronization
import TestSupport
import Testing

@testable import CommandAPI
@testable import QueryAPI

@Suite("Reader")
struct ReaderTests {
    private let brand = [Events.Tag(.content, .brand(BrandID(1)))]

    @Test("it follows the log: each event once, in order, and a transaction counts as applied soon after its commit")
    func follows() async throws {
        try await LogFixture.run { fixture, _ in
            let seen = Mutex<[Int64]>([])
            let validity = CacheValidity()
            let wake = PublisherWake()
            let client = fixture.client()
            let reader = fixture.reader(validity) { output in
                if case .applied(let events) = output { seen.withLock { $0 += events.map(\.position) } }
            }
            try await fixture.commit(count: 5)
            try await withRunning([client, fixture.publisher(client, wake: wake), reader]) {
                try await eventually("it is ready and live") { reader.isReady && validity.freshness == .live }
                for _ in 0..<20 {
                    let asOf = try await fixture.head()
                    let xid = try await fixture.commit(count: 2)
                    wake.signal()
                    try await eventually("transaction \(xid) is applied") { validity.hasApplied(transaction: xid) }
                    #expect(!validity.isValid(asOf: asOf, tags: brand))
                    #expect(validity.isValid(asOf: try await fixture.head(), tags: brand))
                }
                // Listeners hear of events after the validity has.
                try await eventually("all are told") { seen.withLock(\.count) >= 45 }
                #expect(seen.withLock(\.self) == Array(1...45))
            }
        }
    }

    @Test("while Redis hangs it asks PostgreSQL, and comes back when Redis does")
    func redisHangs() async throws {
        try await LogFixture.run { fixture, server in
            let validity = CacheValidity()
            let client = fixture.client()
            let reader = fixture.reader(validity)
            try await withRunning([client, fixture.publisher(client), reader]) {
                try await eventually("it is live") { reader.isReady && validity.freshness == .live }
                server.stop()
                try await fixture.commit()
                try await eventually("the event is applied") { validity.applied == 1 && validity.freshness == .direct }
                server.resume()
                try await eventually("it is live again") { validity.freshness == .live }
                try await fixture.commit()
                try await eventually("the next one is applied") { validity.applied == 2 }
            }
        }
    }

    @Test("without a publisher, what was committed and not numbered makes old values invalid all the same")
    func withoutPublisher() async throws {
        try await LogFixture.run { fixture, _ in
            let validity = CacheValidity()
            let reader = fixture.reader(validity)
            try await withRunning([reader]) {
                try await eventually("it is ready") { reader.isReady && validity.isValid(asOf: 0, tags: brand) }
                try await fixture.commit()
                try await eventually("it is foreseen") { !validity.isValid(asOf: 0, tags: brand) }
                #expect(validity.applied == 0)
                #expect(validity.isValid(asOf: 0, tags: [Events.Tag(.content, .brand(BrandID(2)))]))
            }
        }
    }

    @Test("lost messages are read from PostgreSQL")
    func lostMessages() async throws {
        try await LogFixture.run { fixture, server in
            let seen = Mutex<[Int64]>([])
            let validity = CacheValidity()
            let client = fixture.client()
            let reader = fixture.reader(validity) { output in
                if case .applied(let events) = output { seen.withLock { $0 += events.map(\.position) } }
            }
            try await withRunning([client, reader]) {
                try await eventually("it is ready") { reader.isReady }
                try await fixture.database.withConnection { connection in
                    let numbering = Numbering(connection: connection)
                    try await fixture.commit(count: 1_200)
                    for _ in 0..<3 { _ = try await numbering.number() }
                    try await fixture.commit()
                    let last = try await numbering.number()
                    _ = try? await client.publish(EventBatch.channel(database: 0), last.message.message)
                }
                try await eventually("all are told") { seen.withLock(\.count) >= 1_201 }
                #expect(seen.withLock(\.self) == Array(1...1_201))
            }
        }
    }

    @Test("events past retention reset it to the head")
    func pastRetention() async throws {
        try await LogFixture.run { fixture, _ in
            let resets = Mutex<[Int64]>([])
            let validity = CacheValidity()
            let reader = fixture.reader(validity) { output in
                if case .reset(let position) = output { resets.withLock { $0.append(position) } }
            }
            try await withRunning([reader]) {
                try await eventually("it is ready") { reader.isReady }
                try await fixture.database.transaction { transaction in
                    try await transaction.execute("UPDATE event_head SET position = 100, pruned_to = 90")
                }
                try await eventually("it is reset") { resets.withLock(\.self) == [0, 100] }
                #expect(validity.applied == 100)
                #expect(!validity.isValid(asOf: 99, tags: []))
            }
        }
    }

    @Test("an event of a kind that only a newer version knows resets it past that event")
    func unknownKind() async throws {
        try await LogFixture.run { fixture, _ in
            let validity = CacheValidity()
            let client = fixture.client()
            let reader = fixture.reader(validity)
            try await withRunning([client, fixture.publisher(client), reader]) {
                try await eventually("it is live") { reader.isReady && validity.freshness == .live }
                try await fixture.database.execute("INSERT INTO events (kind, payload) VALUES ('new.kind', '{}')")
                try await eventually("it is past the event") { validity.applied == 1 }
                #expect(!validity.isValid(asOf: 0, tags: []))
            }
        }
    }

    @Test("when PostgreSQL cannot be asked either, what is served says since when it is stale")
    func nothingAnswers() async throws {
        try await LogFixture.run { fixture, server in
            let validity = CacheValidity()
            let reader = fixture.reader(validity)
            try await withRunning([reader]) {
                try await eventually("it is ready") { reader.isReady }
                server.kill()
                try await fixture.database.execute("ALTER TABLE event_head RENAME TO event_head_gone")
                let before = reader.statistics.confirmedAt
                try await eventually("it is stale") {
                    if case .stale(let since) = validity.freshness { since >= before } else { false }
                }
                try await fixture.database.execute("ALTER TABLE event_head_gone RENAME TO event_head")
                try await eventually("it is direct again") { validity.freshness == .direct }
            }
        }
    }
}
