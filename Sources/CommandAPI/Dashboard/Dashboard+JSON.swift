import Domain
import JSON

extension Dashboard {
    func json(currency: Currency) -> [UInt8] {
        var json = JSONWriter(reserving: 2_048 + days.count * 80)
        json.object { json in
            json.member("currency", currency.code)
            writeCounts(to: &json)
            writeSales(to: &json, currency)
            json.member("top_products") { json in
                json.array { json in
                    for product in topProducts { product.write(to: &json, currency) }
                }
            }
            json.member("recent_orders") { json in
                json.array { json in
                    for order in recentOrders { order.write(to: &json) }
                }
            }
        }
        return json.bytes
    }

    private func writeCounts(to json: inout JSONWriter) {
        json.member("users") { json in
            json.object { json in
                json.member("total", users.total)
                json.member("active", users.active)
                json.member("new_7_days", users.newIn7Days)
                json.member("new_30_days", users.newIn30Days)
            }
        }
        json.member("products") { json in
            json.object { json in
                json.member("total", products.total)
                json.member("active", products.active)
                json.member("out_of_stock", products.outOfStock)
                json.member("low_stock", products.lowStock)
            }
        }
        json.member("low_stock") { json in
            json.array { json in
                for product in lowStock { product.write(to: &json) }
            }
        }
        json.member("orders") { json in
            json.object { json in
                json.member("total", ordersByStatus.values.reduce(0, +))
                json.member("by_status") { json in
                    json.object { json in
                        for status in OrderStatus.allCases {
                            json.member(dynamic: status.rawValue, ordersByStatus[status] ?? 0)
                        }
                    }
                }
            }
        }
    }

    private func writeSales(to json: inout JSONWriter, _ currency: Currency) {
        let sum = Sales(days)
        if let today = days.last {
            json.member("today") { json in
                json.object { json in Sales([today]).write(to: &json, currency) }
            }
        }
        json.member("period") { json in
            json.object { json in
                json.member("days", days.count)
                json.member("from", days.first?.date)
                json.member("to", days.last?.date)
                sum.write(to: &json, currency)
                json.member("average_order", sum.average.text(in: currency))
            }
        }
        json.member("revenue_by_day") { json in
            json.array { json in
                for day in days {
                    json.object { json in
                        json.member("date", day.date)
                        Sales([day]).write(to: &json, currency)
                    }
                }
            }
        }
    }
}

/// What was sold on some days together.
struct Sales: Sendable {
    let orders: Int
    let cancelled: Int
    let revenue: Money

    init(_ days: [Dashboard.Day]) {
        orders = days.reduce(0) { $0 + $1.orders }
        cancelled = days.reduce(0) { $0 + $1.cancelled }
        revenue = Money(minorUnits: days.reduce(0) { $0 + $1.revenue.minorUnits })
    }

    /// Of the orders that were not cancelled, rounded down to the minor unit; zero without any.
    var average: Money {
        let kept = Int64(orders - cancelled)
        return Money(minorUnits: kept > 0 ? revenue.minorUnits / kept : 0)
    }

    fileprivate func write(to json: inout JSONWriter, _ currency: Currency) {
        json.member("orders", orders)
        json.member("cancelled", cancelled)
        json.member("revenue", revenue.text(in: currency))
    }
}

extension Dashboard.LowStockProduct {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("name", name)
            json.member("slug", slug)
            json.member("sku", sku)
            json.member("stock", stock)
        }
    }
}

extension Dashboard.TopProduct {
    fileprivate func write(to json: inout JSONWriter, _ currency: Currency) {
        json.object { json in
            json.member("id", id)
            json.member("name", name)
            json.member("slug", slug)
            json.member("units", units)
            json.member("revenue", revenue.text(in: currency))
        }
    }
}

extension Dashboard.RecentOrder {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("number", number)
            json.member("status", status)
            // In the currency that it was placed in.
            json.member("total", Currency(code: currency).map { total.text(in: $0) } ?? String(total.minorUnits))
            json.member("currency", currency)
            json.member("customer") { json in
                json.object { json in
                    json.member("id", customer.id)
                    json.member("email", customer.email)
                    json.member("name", customer.name)
                }
            }
            json.member("created_at", createdAt.description)
        }
    }
}
