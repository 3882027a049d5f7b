import Domain
import Postgres

/// Reads the dashboard from figures that are kept, and a few ends of indexes: what it costs does not grow with the shop.
struct ShowDashboard: Sendable {
    /// How many days the period has, today included.
    let days: Int
    /// At this stock and below, a product's stock is low.
    let lowStock: Int

    static let usualDays = 30
    static let daysLimit = 366

    func run(on database: Database) async throws -> Dashboard {
        try await AwaitFigures().run(on: database)
        async let users = database.one(Self.users, as: Dashboard.Users.self)
        async let products = database.one(self.products, as: Dashboard.Products.self)
        async let lowest = database.query(self.lowest, as: Dashboard.LowStockProduct.self)
        async let statuses = database.query(Self.statuses, as: (OrderStatus, Int).self)
        async let sales = database.query(self.sales, as: Dashboard.Day.self)
        async let recent = database.query(Self.recentOrders, as: Dashboard.RecentOrder.self)
        return Dashboard(
            users: try await users, products: try await products, lowStock: try await lowest,
            ordersByStatus: Dictionary(try await statuses.map { ($0.0, $0.1) }, uniquingKeysWith: +),
            days: try await sales, topProducts: try await topProducts(on: database), recentOrders: try await recent)
    }

    private static let users: Statement = {
        let statement: Statement = """
            SELECT (SELECT coalesce(sum(amount), 0)::bigint FROM tallies WHERE name = 'users'),
                   (SELECT coalesce(sum(amount), 0)::bigint FROM tallies WHERE name = 'users.active'),
                   (SELECT count(*) FROM users WHERE date_joined > now() - interval '7 days'),
                   (SELECT count(*) FROM users WHERE date_joined > now() - interval '30 days')
            """
        return statement.prepared("dashboard_users")
    }()

    private var products: Statement {
        """
        SELECT (SELECT coalesce(sum(amount), 0)::bigint FROM tallies WHERE name = 'products'),
               (SELECT coalesce(sum(amount), 0)::bigint FROM tallies WHERE name = 'products.active'),
               (SELECT count(*) FROM products WHERE is_active AND NOT in_stock),
               (SELECT count(*) FROM inventory WHERE stock <= \(lowStock))
               - (SELECT count(*) FROM products JOIN inventory ON product_id = products.id
                  WHERE NOT is_active AND stock <= \(lowStock))
        """
    }

    private var lowest: Statement {
        """
        SELECT products.id, products.name, products.slug, products.sku, stock
        FROM inventory
        JOIN products ON products.id = product_id
        WHERE stock <= \(lowStock) AND is_active
        ORDER BY stock, product_id
        LIMIT 10
        """
    }

    private static let statuses = ("SELECT status, orders FROM order_figures" as Statement).prepared("dashboard_orders")

    private var sales: Statement {
        let statement: Statement = """
            SELECT to_char(day, 'YYYY-MM-DD'), coalesce(orders, 0), coalesce(cancelled, 0), coalesce(revenue, 0)
            FROM (SELECT \(Self.today) - ago AS day FROM generate_series(0, \(Int32(days - 1))) AS ago) AS period
            LEFT JOIN daily_figures USING (day)
            ORDER BY day
            """
        return statement.prepared("dashboard_sales")
    }

    private static let today: Statement = "(now() AT TIME ZONE 'UTC')::date"

    /// For the usual periods the sums are kept, in their order.
    private func topProducts(on database: Database) async throws -> [Dashboard.TopProduct] {
        let isKept: Statement = "SELECT through = \(Self.today) FROM recent_periods WHERE days = \(Int32(days))"
        if try await database.first(isKept.prepared("dashboard_recent_period"), as: Bool.self) == true {
            return try await database.query(topOfRecent, as: Dashboard.TopProduct.self)
        }
        return try await database.query(topOfPeriod, as: Dashboard.TopProduct.self)
    }

    private var topOfRecent: Statement {
        let statement: Statement = """
            SELECT products.id, products.name, products.slug, units, revenue
            FROM recent_product_figures
            JOIN products ON products.id = product_id
            WHERE days = \(Int32(days)) AND units > 0
            ORDER BY revenue DESC, product_id
            LIMIT 10
            """
        return statement.prepared("dashboard_top_of_recent")
    }

    /// From the nearest period whose sums are kept, and the figures of the days by which it differs.
    private var topOfPeriod: Statement {
        let days = Int32(days)
        return """
            WITH nearest AS (
                SELECT days
                FROM (SELECT days FROM recent_periods WHERE through = \(Self.today) UNION ALL SELECT 0) AS kept
                ORDER BY abs(days - \(days)), days
                LIMIT 1
            ), figures AS (
                SELECT product_id, units, revenue FROM recent_product_figures JOIN nearest USING (days)
                UNION ALL
                SELECT product_id, units * sign(\(days) - days)::integer, revenue * sign(\(days) - days)::integer
                FROM nearest
                JOIN daily_product_figures
                    ON day BETWEEN \(Self.today) - greatest(days, \(days)) + 1 AND \(Self.today) - least(days, \(days))
            ), best AS (
                SELECT product_id, sum(units)::bigint AS units, sum(revenue)::bigint AS revenue
                FROM figures
                GROUP BY product_id
                HAVING sum(units) > 0
                ORDER BY revenue DESC, product_id
                LIMIT 10
            )
            SELECT products.id, products.name, products.slug, units, revenue
            FROM best
            JOIN products ON products.id = product_id
            ORDER BY revenue DESC, product_id
            """
    }

    private static let recentOrders: Statement = {
        let statement: Statement = """
            SELECT orders.id, number, status, total, currency, users.id, users.email, users.name, orders.created_at
            FROM (SELECT * FROM orders ORDER BY created_at DESC, id DESC LIMIT 5) AS orders
            JOIN users ON users.id = user_id
            ORDER BY orders.created_at DESC, orders.id DESC
            """
        return statement.prepared("dashboard_recent_orders")
    }()
}
