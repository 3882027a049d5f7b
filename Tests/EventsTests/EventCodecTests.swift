import Domain
import Events
import JSON
import Testing

extension Change {
    static let samples: [Change] = [
        .product(
            ProductChange(
                kind: .created, id: ProductID(7), attributes: [.membership, .name],
                categories: [CategoryID(1), CategoryID(2)],
                brands: [BrandID(3)])),
        .product(ProductChange(kind: .changed, id: ProductID(7), attributes: [.price], categories: [], brands: [])),
        .product(
            ProductChange(kind: .deleted, id: ProductID(.max), attributes: [.membership], categories: [], brands: [])),
        .stock(
            StockChange(
                id: ProductID(7), stock: 0, version: 12, crossedZero: true, categories: [CategoryID(1)], brand: nil)),
        .stock(
            StockChange(
                id: ProductID(7), stock: 5, version: 13, crossedZero: false, categories: [], brand: BrandID(9))),
        .lowStock(LowStock(id: ProductID(7), stock: 4)),
        .category(CategoryChange(id: CategoryID(4), path: [CategoryID(1), CategoryID(4)], movedProducts: true)),
        .brand(BrandID(3)),
        .order(.sample(status: .pending, previous: nil)),
        .order(.sample(status: .shipped, previous: .pending)),
        .order(.sample(status: .cancelled, previous: .pending)),
        .sessionEnded(SessionID(99)), .cacheDropped(.everything), .cacheDropped(.products), .cacheDropped(.categories),
        .cacheDropped(.product(ProductID(7), categories: [CategoryID(1), CategoryID(2)], brand: BrandID(3))),
        .cacheDropped(.product(ProductID(7), categories: [], brand: nil)),
    ]
}

extension OrderChange {
    static func sample(status: OrderStatus, previous: OrderStatus?) -> OrderChange {
        OrderChange(
            id: OrderID(5), number: "ORD-20261121-000005", user: UserID(8), status: status, previousStatus: previous,
            total: Money(minorUnits: 129_999), currency: "USD")
    }
}

@Suite("What the event log carries")
struct EventCodecTests {
    @Test("a change reads back from its kind and payload", arguments: Change.samples)
    func changeRoundTrip(change: Change) throws {
        #expect(try Change(kind: change.kind, payload: JSONParser.parse(change.payload)) == change)
    }

    @Test("a batch reads back from its message")
    func batchRoundTrip() throws {
        let events = Change.samples.enumerated().map { index, change in
            Event(
                position: Int64(index) + 41, transaction: 900 + Int64(index),
                at: Timestamp(microseconds: 1_764_000_000),
                user: index.isMultiple(of: 2) ? UserID(8) : nil, forAdmins: index.isMultiple(of: 3), change: change,
                trace: index.isMultiple(of: 2) ? nil : "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        }
        let batch = EventBatch(from: 41, to: 57, horizon: 950, timeline: 1, events: events)
        #expect(try EventBatch(message: batch.message) == batch)
        let heartbeat = EventBatch(from: 58, to: 57, horizon: nil, timeline: 1, events: [])
        #expect(try EventBatch(message: heartbeat.message) == heartbeat)
    }

    @Test(
        "an unknown kind or a damaged payload is refused",
        arguments: [
            ("order.lost", "{}"), ("order.placed", "{}"), ("cache.cleared", #"{"scope":"half"}"#),
            ("stock.changed", #"{"id":1,"stock":"many"}"#),
            ("product.changed", #"{"id":1,"attributes":[77],"categories":[],"brands":[]}"#), ("brand.changed", "[]"),
        ])
    func refusesDamage(kind: String, payload: String) throws {
        let json = try JSONParser.parse(Array(payload.utf8))
        #expect(throws: UnreadableEvent.self) { try Change(kind: kind, payload: json) }
        #expect(throws: UnreadableEvent.self) { try EventBatch(message: Array("nonsense".utf8)) }
    }
}
