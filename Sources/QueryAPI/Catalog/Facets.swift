import Domain
import JSON
import Postgres

/// What a storefront's sidebar shows: how many products each choice would leave.
struct Facets: RowDecodable {
    /// The head's position, read in the same statement.
    let position: Int64
    /// JSON arrays, ready.
    private let categories: JSONBytes
    private let brands: JSONBytes
    /// Nil when there is nothing to choose from.
    private let priceRange: ClosedRange<Int64>?
    private let bands: [PriceBands.Band]
    private let inStock: Int
    private let outOfStock: Int

    init(from row: inout Row) throws {
        position = try row.next()
        categories = try row.next()
        brands = try row.next()
        let lowest = try row.next(Int64?.self)
        let highest = try row.next(Int64?.self)
        let steps = try row.next([Int64].self)
        let counts = try row.next([Int64].self)
        inStock = try row.next()
        outOfStock = try row.next()
        if let lowest, let highest, lowest <= highest {
            priceRange = lowest...highest
            let counted = zip(steps, counts).map { (step: PriceBands.steps[Int($0) - 1], count: Int($1)) }
            bands = PriceBands(lowest...highest, counted).bands
        } else {
            priceRange = nil
            bands = []
        }
    }

    /// How many products match all filters.
    func count(_ filters: ProductFilters) -> Int {
        (filters.isOutOfStock ? 0 : inStock) + (filters.isInStock ? 0 : outOfStock)
    }

    func json(_ filters: ProductFilters, currency: Currency) -> [UInt8] {
        func text(_ units: Int64) -> String { Money(minorUnits: units).text(in: currency) }
        var json = JSONWriter(reserving: 1_024 + categories.bytes.count + brands.bytes.count)
        json.object { json in
            json.member("count", count(filters))
            json.member("currency", currency.code)
            json.member("categories") { json in json.raw(categories.bytes) }
            json.member("brands") { json in json.raw(brands.bytes) }
            json.member("price") { json in
                json.object { json in
                    json.member("min", priceRange.map { text($0.lowerBound) })
                    json.member("max", priceRange.map { text($0.upperBound) })
                    json.member("bands") { json in
                        json.array { json in
                            for band in bands {
                                json.object { json in
                                    json.member("min", text(band.least))
                                    json.member("max", text(band.most))
                                    json.member("count", band.count)
                                }
                            }
                        }
                    }
                }
            }
            json.member("availability") { json in
                json.object { json in
                    json.member("in_stock", inStock)
                    json.member("out_of_stock", outOfStock)
                }
            }
        }
        return json.bytes
    }
}
