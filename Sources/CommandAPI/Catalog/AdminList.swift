import Domain
import JSON
import Postgres
import WebAPI

/// An admin's list, straight from the primary, by page or by cursor.
struct AdminList<Record: RowDecodable>: Sendable {
    /// What `Record` reads.
    let columns: Statement
    let tables: Statement
    let condition: Statement
    let order: ListOrder<Record>
    let pagination: Pagination
    /// What tells this list from others, for its cursors.
    let filters: String

    /// Longer lists are not counted to their end.
    private static var exactCount: Int { 10_000 }

    /// Throws 400 for a cursor of another list, and 404 for a page past the end.
    func page(on runner: some QueryRunner, _ cursors: CursorCodec) async throws -> AdminPage<Record> {
        let rows = try rows(after: pagination.cursor.map { try cursors.open($0, filters: filters) })
        async let count = count(on: runner)
        async let found = runner.query(rows, as: Record.self)
        let (records, total) = (try await found, try await count)
        guard !records.isEmpty || pagination.page == 1 else {
            throw Problem(.notFound, detail: "There is no such page.")
        }
        let shown = Array(records.prefix(pagination.size))
        let last = records.count > shown.count ? shown.last : nil
        let cursor = last.map { cursors.seal(order.place($0).values, filters: filters) }
        return AdminPage(
            records: shown, count: total, countIsEstimate: total > Self.exactCount, nextCursor: cursor)
    }

    /// Exact up to `exactCount`; past it, how many rows the planner expects.
    private func count(on runner: some QueryRunner) async throws -> Int {
        let matches: Statement = "SELECT 1 FROM \(tables) WHERE \(condition)"
        let counted = try await runner.one(
            "SELECT count(*) FROM (\(matches) LIMIT \(Self.exactCount + 1)) AS counted", as: Int.self)
        guard counted > Self.exactCount else { return counted }
        let plan = try await runner.one("EXPLAIN (FORMAT JSON) \(matches)", as: String.self)
        let root = try? JSONParser.parse(plan.utf8)
        let rows = root?.arrayValue?.first?["Plan"]?["Plan Rows"]?.integerValue ?? 0
        return max(Int(rows), counted)
    }

    /// One row more than the page has, if there is more.
    private func rows(after start: [JSONValue]?) throws(Problem) -> Statement {
        let direction: Statement = order.isDescending ? "DESC" : "ASC"
        return """
            SELECT \(columns)
            FROM \(tables)
            WHERE \(condition) \(try after(start))
            ORDER BY \(order.key) \(direction), \(order.id) \(direction)
            LIMIT \(pagination.size + 1) OFFSET \(pagination.offset)
            """
    }

    private func after(_ start: [JSONValue]?) throws(Problem) -> Statement {
        guard let start else { return "" }
        guard let place = ListPlace(start), let key = order.bind(place.key) else { throw Problem(.badCursor) }
        let comparison: Statement = order.isDescending ? "<" : ">"
        return "AND (\(order.key), \(order.id)) \(comparison) (\(key), \(place.id))"
    }
}

/// How a list is ordered: by a key, and then by id.
struct ListOrder<Record>: Sendable {
    let key: Statement
    let id: Statement
    let isDescending: Bool
    /// Where a record stands in the list.
    let place: @Sendable (Record) -> ListPlace
    /// The key as a bound value of its column's type; nil for a text that `place` would not give.
    let bind: @Sendable (String) -> Statement?

    init(
        byText key: Statement, id: Statement, isDescending: Bool, place: @escaping @Sendable (Record) -> (String, Int64)
    ) {
        self.init(key, id, isDescending, place: { ListPlace(key: place($0).0, id: place($0).1) }, bind: { "\($0)" })
    }

    init(
        byNumber key: Statement, id: Statement, isDescending: Bool,
        place: @escaping @Sendable (Record) -> (Int64, Int64)
    ) {
        self.init(
            key, id, isDescending, place: { ListPlace(key: String(place($0).0), id: place($0).1) },
            bind: { Int64($0).map { "\($0)" } })
    }

    init(
        byTime key: Statement, id: Statement, isDescending: Bool,
        place: @escaping @Sendable (Record) -> (Timestamp, Int64)
    ) {
        self.init(
            key, id, isDescending, place: { ListPlace(key: String(place($0).0.microseconds), id: place($0).1) },
            bind: { Int64($0).map { "\(Timestamp(microseconds: $0))" } })
    }

    private init(
        _ key: Statement, _ id: Statement, _ isDescending: Bool, place: @escaping @Sendable (Record) -> ListPlace,
        bind: @escaping @Sendable (String) -> Statement?
    ) {
        self.key = key
        self.id = id
        self.isDescending = isDescending
        self.place = place
        self.bind = bind
    }
}

/// A place in an ordered list.
struct ListPlace: Sendable {
    let key: String
    let id: Int64

    init(key: String, id: Int64) {
        self.key = key
        self.id = id
    }

    /// Reads what a cursor had sealed.
    init?(_ values: [JSONValue]) {
        guard values.count == 2, let key = values[0].stringValue, let id = values[1].integerValue else { return nil }
        self.init(key: key, id: id)
    }

    var values: [JSONValue] { [.string(key), .number(JSONNumber(id))] }
}
