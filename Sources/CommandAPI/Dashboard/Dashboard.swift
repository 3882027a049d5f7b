import Domain
import Postgres

/// The shop at a glance. Days are UTC's.
struct Dashboard: Sendable {
    /// Accounts: how many there are, and how many of them are new.
    struct Users: RowDecodable {
        let total: Int
        let active: Int
        let newIn7Days: Int
        let newIn30Days: Int

        init(from row: inout Row) throws {
            (total, active, newIn7Days, newIn30Days) = (
                try row.next(), try row.next(), try row.next(), try row.next()
            )
        }
    }

    struct Products: RowDecodable {
        let total: Int
        let active: Int
        /// Of the active ones.
        let outOfStock: Int
        /// Of the active ones, those sold out included.
        let lowStock: Int

        init(from row: inout Row) throws {
            (total, active, outOfStock, lowStock) = (try row.next(), try row.next(), try row.next(), try row.next())
        }
    }

    struct LowStockProduct: RowDecodable {
        let id: ProductID
        let name: String
        let slug: String
        let sku: String?
        let stock: Int

        init(from row: inout Row) throws {
            (id, name, slug, sku, stock) = (
                try row.next(), try row.next(), try row.next(), try row.next(), try row.next()
            )
        }
    }

    /// The orders placed on a day, those of them cancelled since, and the revenue of the others.
    struct Day: RowDecodable {
        /// `2026-11-21`
        let date: String
        let orders: Int
        let cancelled: Int
        let revenue: Money

        init(from row: inout Row) throws {
            (date, orders, cancelled) = (try row.next(), try row.next(), try row.next())
            revenue = Money(minorUnits: try row.next())
        }
    }

    struct TopProduct: RowDecodable {
        let id: ProductID
        let name: String
        let slug: String
        let units: Int
        let revenue: Money

        init(from row: inout Row) throws {
            (id, name, slug, units) = (try row.next(), try row.next(), try row.next(), try row.next())
            revenue = Money(minorUnits: try row.next())
        }
    }

    struct RecentOrder: RowDecodable {
        let id: OrderID
        let number: String
        let status: OrderStatus
        let total: Money
        let currency: String
        let customer: (id: UserID, email: String, name: String)
        let createdAt: Timestamp

        init(from row: inout Row) throws {
            (id, number, status) = (try row.next(), try row.next(), try row.next())
            (total, currency) = (Money(minorUnits: try row.next()), try row.next())
            customer = (try row.next(), try row.next(), try row.next())
            createdAt = try row.next()
        }
    }

    let users: Users
    let products: Products
    /// The lowest first.
    let lowStock: [LowStockProduct]
    let ordersByStatus: [OrderStatus: Int]
    /// Without gaps, today last; at least one.
    let days: [Day]
    /// Of these days, by revenue.
    let topProducts: [TopProduct]
    /// The newest first.
    let recentOrders: [RecentOrder]
}
