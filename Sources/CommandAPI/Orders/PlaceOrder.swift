import Domain
import Events
import Postgres
import WebAPI

/// Checks the cart out: takes the stock, writes the order, empties the cart. All of it or nothing.
struct PlaceOrder: Sendable {
    let user: UserID
    /// Nil for the profile's.
    let shippingAddress: String?
    /// Nil for the profile's.
    let phone: String?
    let notes: String
    let currency: Currency
    /// At this stock and below, admins are told.
    let lowStock: Int

    enum Refused: Refusal {
        case emptyCart
        /// Neither the request nor the profile has one.
        case noAddress
        /// Less in stock than the cart holds, or no longer for sale; the cart stays as it is.
        case insufficientStock([StockShortage])
        /// More than 64 bits of minor units.
        case totalTooLarge
    }

    func run(on transaction: Transaction) async throws -> OrderID {
        let (address, phone) = try await lockCart(on: transaction)
        let lines = try await takeStock(on: transaction)
        guard !address.isEmpty else { throw Refused.noAddress }
        let order = NewOrder(
            user: user, lines: lines, total: try total(of: lines), currency: currency, shippingAddress: address,
            phone: phone, notes: notes)
        let placed = try await order.insert(on: transaction)
        let told = RecordedChange(.order(placed), user: user, forAdmins: true)
        try await transaction.record([told] + lines.flatMap { $0.movement.events(lowStock: lowStock) })
        return placed.id
    }

    /// - Returns: where the order goes.
    private func lockCart(on transaction: Transaction) async throws -> (address: String, phone: String) {
        let lock: Statement = """
            SELECT address, phone
            FROM carts
            JOIN users ON users.id = carts.user_id
            WHERE user_id = \(user)
            FOR UPDATE OF carts
            """
        guard
            let profile = try await transaction.first(lock.prepared("checkout_lock_cart"), as: (String, String).self)
        else { throw Refused.emptyCart }
        return (shippingAddress ?? profile.0, phone ?? profile.1)
    }

    /// Takes each line's quantity off its stock. The rows are locked in the order of their ids by a statement of its
    /// own: an update has no order, and the next statement sees prices as they are once the locks are held.
    private func takeStock(on transaction: Transaction) async throws -> [OrderLine] {
        let lock: Statement = """
            SELECT inventory.product_id
            FROM cart_items
            JOIN inventory ON inventory.product_id = cart_items.product_id
            WHERE user_id = \(user)
            ORDER BY inventory.product_id
            FOR UPDATE OF inventory
            """
        let products = try await transaction.query(lock.prepared("checkout_lock_stock"), as: ProductID.self)
        guard !products.isEmpty else { throw Refused.emptyCart }
        let take: Statement = """
            UPDATE inventory
            SET stock = stock - cart_items.quantity, version = inventory.version + 1
            FROM cart_items
            JOIN products ON products.id = cart_items.product_id
            LEFT JOIN categories ON categories.id = products.category_id
            WHERE cart_items.user_id = \(user) AND inventory.product_id = cart_items.product_id
                AND stock >= cart_items.quantity AND products.is_active
            RETURNING cart_items.id, products.name, products.sku, products.price, cart_items.quantity,
                products.price <> cart_items.price, inventory.product_id, stock, inventory.version,
                -cart_items.quantity, coalesce(categories.path, '{}'), products.brand_id
            """
        let lines = try await transaction.query(take.prepared("checkout_take_stock"), as: OrderLine.self)
        guard lines.count == products.count else {
            let taken = lines.map(\.movement.product)
            throw Refused.insufficientStock(try await shortages(besides: taken, on: transaction))
        }
        return lines.sorted { $0.item < $1.item }
    }

    private func shortages(besides taken: [ProductID], on transaction: Transaction) async throws -> [StockShortage] {
        let select: Statement = """
            SELECT products.id, products.name, quantity, CASE WHEN is_active THEN stock ELSE 0 END
            FROM cart_items
            JOIN products ON products.id = cart_items.product_id
            JOIN inventory ON inventory.product_id = cart_items.product_id
            WHERE user_id = \(user) AND cart_items.product_id <> ALL(\(taken))
            ORDER BY cart_items.id
            """
        return try await transaction.query(
            select.prepared("checkout_shortages"), as: (ProductID, String, Int, Int).self
        )
        .map { StockShortage(product: $0.0, name: $0.1, requested: $0.2, available: $0.3) }
    }

    private func total(of lines: [OrderLine]) throws(Refused) -> Money {
        var total = Money.zero
        for line in lines {
            guard let sum = line.price.times(line.quantity).flatMap(total.adding) else { throw .totalTooLarge }
            total = sum
        }
        return total
    }
}

extension PlaceOrder.Refused {
    var problem: Problem {
        switch self {
        case .emptyCart: Problem(.emptyCart)
        case .noAddress: .invalid("shipping_address", "is required, because the profile has none")
        case .insufficientStock(let shortages): shortages.problem
        case .totalTooLarge: Problem(.validation, detail: "The cart's total is too large.")
        }
    }
}
