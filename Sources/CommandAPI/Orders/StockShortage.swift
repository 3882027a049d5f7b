import Domain
import JSON
import WebAPI

/// A product of which there is less than was asked for.
struct StockShortage: Sendable, Equatable {
    let product: ProductID
    let name: String
    let requested: Int
    /// 0 as well for a product that is no longer for sale.
    let available: Int
}

extension [StockShortage] {
    /// 409 `insufficient-stock`, naming each product and what is left. `available` is the first one's: all that a
    /// client needs that asked for one product.
    var problem: Problem {
        let sentences = prefix(5).map { "\($0.name): \($0.requested) asked for, \($0.available) left." }
        return Problem(.insufficientStock, detail: sentences.joined(separator: " "))
            .with("available", first?.available ?? 0)
            .with("items") { json in
                json.array { json in
                    for shortage in self { json.object { shortage.write(to: &$0) } }
                }
            }
    }
}

extension StockShortage {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("product_id", product)
        json.member("name", name)
        json.member("requested", requested)
        json.member("available", available)
    }
}
