import Domain
import Events
import Postgres
import ReadModels

/// One of a person's own orders, by its id or number.
struct ShowOrder: Sendable {
    let context: QueryContext

    /// Nil when this person has no such order, whoever else may have it.
    func page(_ reference: Reference<Entity.Order>, of user: UserID, _ mode: ReadMode) async throws -> Served<Document?>
    {
        let key = CacheKey(.order, "\(user) order \(reference.text)")
        return try await context.documents.value(for: key, mode) { [fills = context.fills] in
            let statement: Statement = """
                SELECT (SELECT position FROM event_head),
                       (SELECT o.id FROM orders o WHERE o.user_id = \(user) AND \(Self.condition(reference)))
                """
            return try await fills.read(mode) { database in
                let (position, id) = try await database.one(statement, as: (Int64, OrderID?).self)
                let tags = [Tag(.content, .orders(user))]
                guard let id else { return Stamped(nil, basis: [Basis(asOf: position, tags: tags)]) }
                let order = try await database.first(Self.select(id), as: Positioned<OrderRecord>.self)
                let basis = [position, order?.position ?? Basis.nowhere].map { Basis(asOf: $0, tags: tags) }
                return Stamped(order.map { Document($0.record.json) }, basis: basis)
            }
        }
    }

    private static func select(_ id: OrderID) -> Statement {
        let statement: Statement = """
            SELECT (SELECT position FROM event_head), \(OrderRecord.columns) FROM orders o WHERE o.id = \(id)
            """
        return statement.pointRead("positioned_order_by_id")
    }

    /// What is not an id is a number: those are never all digits.
    static func condition(_ reference: Reference<Entity.Order>) -> Statement {
        switch reference {
        case .id(let id): "o.id = \(id)"
        case .slug(let number): "o.number = \(number)"
        }
    }
}
