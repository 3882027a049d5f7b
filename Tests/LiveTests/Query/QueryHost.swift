import Domain
import Events
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Media
import NIOCore
@testable import Postgres
import Redis
import ServiceLifecycle
import TestSupport
import WebAPI

@testable import CommandAPI
@testable import QueryAPI

/// query-api's routes over a small shop, with a publisher and a reader that run.
struct QueryHost: Sendable {
    let fixture: LogFixture
    let levels: CacheLevels
    let context: QueryContext
    let redis: RedisClient
    let wake: PublisherWake
    let lanes: QueryLanes
    let application: Application<RouterResponder<APIRequestContext>>

    private static let slots = Slots(4)
    /// The machine may be busy; what has to be quick has tests of its own.
    private static let patience: Duration = .seconds(60)

    /// - Parameter redisDeadline: of a command, for a test in which Redis hangs.
    static func run(
        lifetimes: CacheLifetimes = CacheLifetimes(), redisDeadline: Duration = .seconds(10),
        _ body: @Sendable (QueryHost, RedisProcess) async throws -> Void
    ) async throws {
        try await slots.use {
            try await LogFixture.run { fixture, server in
                var fixture = fixture
                fixture.redis.commandDeadline = redisDeadline
                try await run(over: fixture, lifetimes) { try await body($0, server) }
            }
        }
    }

    /// - Parameter replica: where misses are read from, if there is one.
    static func run(
        over fixture: LogFixture, _ lifetimes: CacheLifetimes = CacheLifetimes(), replica: ReadReplica? = nil,
        _ body: (QueryHost) async throws -> Void
    ) async throws {
        try await fixture.database.execute(SampleShop.categoriesAndBrands)
        try await fixture.database.execute(SampleShop.products)
        try await fixture.database.execute(SampleShop.inventory)
        let host = try QueryHost(fixture, lifetimes, replica)
        try await withRunning(host.services) {
            try await eventually("it follows the log") {
                host.redis.isAvailable && host.levels.validity.freshness == .live
            }
            try await body(host)
        }
        await host.stopReading()
    }

    private var services: [any Service]
    /// Runs the database that the queries read from; the log is followed over another one.
    private let reading: Task<Void, any Error>

    private init(_ fixture: LogFixture, _ lifetimes: CacheLifetimes, _ replica: ReadReplica?) throws {
        self.fixture = fixture
        redis = RedisClient(fixture.redis, logger: .quiet)
        levels = CacheLevels(
            l1: L1Cache(bytes: 8 << 20), l2: L2Cache(redis, namespace: "USD"),
            validity: CacheValidity(staleAfter: Self.patience), lifetimes: lifetimes, counters: CacheCounters())
        let reads = Database(fixture.database.configuration, logger: .quiet)
        var limits = LongReads.Limits()
        (limits.lists.concurrent, limits.searches.concurrent, limits.facets.concurrent) = (2, 2, 1)
        for door in [\LongReads.Limits.lists, \.searches, \.facets] { limits[keyPath: door].patience = Self.patience }
        var scanning = fixture.database.configuration
        (scanning.sharedConnections, scanning.transactionConnections) = (limits.connections, 0)
        let scans = Database(scanning, logger: .quiet)
        reading = Task {
            async let scanning: Void = scans.run()
            try await reads.run()
            try await scanning
        }
        context = Self.context(
            levels, ReadLimiter(reads, limits: ReadLimiter.Limits(patience: Self.patience)),
            LongReads(scans, limits: limits, replica: replica, levels: levels), replica)
        wake = PublisherWake()
        lanes = QueryLanes(levels)
        application = Self.application(context, lanes)
        let publishing = fixture.client()
        services = [
            redis, levels.l2, publishing, fixture.publisher(publishing, wake: wake),
            fixture.reader(levels.validity, listener: levels.observe, patch: levels.patch),
        ]
        services += [replica].compactMap(\.self)
    }

    private static func context(
        _ levels: CacheLevels, _ limiter: ReadLimiter, _ longReads: LongReads, _ replica: ReadReplica? = nil
    ) -> QueryContext {
        QueryContext(
            currency: SampleShop.currency, cursors: CursorCodec(secret: Array("a secret of the tests".utf8)),
            limiter: limiter, longReads: longReads, levels: levels, media: FileMediaStore(folder: "/nonexistent"),
            replica: replica)
    }

    private static func application(
        _ context: QueryContext, _ lanes: QueryLanes
    ) -> Application<RouterResponder<APIRequestContext>> {
        let router = APIRouter(
            APIPolicy(
                authentication: lanes.authentication, corsOrigins: QueryLanes.origins, translate: ReadFailure.problem))
        QueryRouter(router: router, context: context, fastLane: lanes.fast).addRoutes()
        return Application(responder: router.buildResponder(), logger: .quiet)
    }

    /// The same routes over a first level of their own, which has not heard of the log's end for ten minutes.
    func withoutNews() -> (application: Application<RouterResponder<APIRequestContext>>, lanes: QueryLanes) {
        let levels = CacheLevels(
            l1: L1Cache(bytes: 8 << 20), l2: levels.l2, validity: CacheValidity(now: .now - .seconds(600)),
            lifetimes: levels.lifetimes, counters: CacheCounters())
        levels.validity.reset(to: 0)
        let lanes = QueryLanes(levels)
        return (Self.application(Self.context(levels, context.limiter, context.longReads), lanes), lanes)
    }

    /// From now on PostgreSQL is away for the queries.
    func stopReading() async {
        reading.cancel()
        _ = await reading.result
    }

    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let text: String
        let json: JSONValue

        var ids: [Int64] { json["results"]?.arrayValue?.compactMap { $0["id"]?.integerValue } ?? [] }
        var cacheStatus: String { headers[.cacheStatus] ?? "" }
        var isHit: Bool { cacheStatus.hasPrefix("tandem; hit") }
    }

    func get(_ path: String, user: Int64? = nil, headers: HTTPFields = [:]) async throws -> Answer {
        var headers = headers
        if let user { headers[.authorization] = "Bearer \(user)" }
        let response = try await application.test(.router) { [headers] client in
            try await client.execute(uri: path, method: .get, headers: headers)
        }
        return Answer(
            status: response.status.code, headers: response.headers, text: String(buffer: response.body),
            json: (try? JSONParser.parse(response.body.readableBytesView)) ?? .null)
    }

    /// Commits a change with its event; the transaction's id.
    @discardableResult
    func commit(_ change: Change, _ statement: Statement) async throws -> Int64 {
        try await fixture.database.transaction { transaction in
            try await transaction.execute(statement)
            try await transaction.record([RecordedChange(change)])
            return try await transaction.xid()
        }
    }

    /// Commits a change and waits until it is applied here.
    func change(_ change: Change, _ statement: Statement) async throws {
        let xid = try await commit(change, statement)
        wake.signal()
        try await eventually("transaction \(xid) is applied") { levels.validity.hasApplied(transaction: xid) }
    }

    /// Sets a product's price, with its event.
    func setPrice(_ product: Int64, to cents: Int64) async throws {
        try await change(
            SampleShop.changed(product, [.price]), "UPDATE products SET price = \(cents) WHERE id = \(product)")
    }

    /// Sells pieces of a product, with its event.
    func sell(_ product: Int64, _ pieces: Int, left: Int, version: Int64) async throws {
        try await change(
            Self.sold(product, left: left, version: version),
            "UPDATE inventory SET stock = stock - \(pieces), version = version + 1 WHERE product_id = \(product)")
    }

    func setStock(_ product: Int64, to stock: Int, version: Int64) async throws {
        try await change(
            Self.sold(product, left: stock, version: version),
            "UPDATE inventory SET stock = \(stock), version = \(version) WHERE product_id = \(product)")
    }

    static func sold(_ product: Int64, left: Int, version: Int64) -> Change {
        .stock(
            StockChange(
                id: ProductID(product), stock: left, version: version, crossedZero: left == 0,
                categories: [CategoryID(2)], brand: BrandID(1)))
    }
}
