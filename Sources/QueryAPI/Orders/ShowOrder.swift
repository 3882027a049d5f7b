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
        return try await context.documents.value(for: key, mode) { [limiter = context.limiter] in
            let statement: Statement = """
                SELECT (SELECT position FROM event_head),
                       (SELECT o.id FROM orders o WHERE o.user_id = \(user) AND \(Self.condition(reference)))
                """
            let (position, id) = try await limiter.row(statement, as: (Int64, OrderID?).self)
            let basis = Basis(asOf: position, tags: [Tag(.content, .orders(user))])
            guard let id else { return .read(nil, basis) }
            // Read later than the position, so at least as new.
            let orders = try await limiter.rows(OrderRecord.select(id: id), as: OrderRecord.self)
            return .read(orders.first.map { Document($0.json) }, basis)
        }
    }

    /// What is not an id is a number: those are never all digits.
    static func condition(_ reference: Reference<Entity.Order>) -> Statement {
        switch reference {
        case .id(let id): "o.id = \(id)"
        case .slug(let number): "o.number = \(number)"
        }
    }
}
