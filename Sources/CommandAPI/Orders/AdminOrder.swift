import Domain
import JSON
import Postgres
import ReadModels

/// An order as an admin sees it: with whose it is.
struct AdminOrder: RowDecodable {
    let customer: (id: UserID, email: String, name: String)
    let order: OrderRecord

    /// The columns that `init(from:)` reads, in its order, of `tables`.
    static let columns: Statement = "u.id, u.email, u.name, " + OrderRecord.columns
    static let tables: Statement = "orders o JOIN users u ON u.id = o.user_id"

    /// An order by its id or its number, which is never all digits.
    static func select(_ order: OrderReference) -> Statement {
        let statement: Statement = "SELECT " + columns + " FROM " + tables
        return switch order {
        case .id(let id): (statement + " WHERE o.id = \(id)").prepared("admin_order_by_id")
        case .number(let number): (statement + " WHERE o.number = \(number)").prepared("admin_order_by_number")
        }
    }

    init(from row: inout Row) throws {
        customer = (try row.next(), try row.next(), try row.next())
        order = try OrderRecord(from: &row)
    }

    var json: [UInt8] {
        var json = JSONWriter(reserving: 1_024)
        order.write(to: &json, customer: customer)
        return json.bytes
    }
}

/// How an address names an order.
enum OrderReference: Sendable {
    case id(OrderID)
    case number(String)

    /// All digits are an id; other text is a number.
    init(parsing text: String) { self = OrderID(parsing: text).map(OrderReference.id) ?? .number(text) }
}
