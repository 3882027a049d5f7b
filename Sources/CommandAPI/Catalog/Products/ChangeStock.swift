import Domain
import Postgres
import WebAPI

/// Sets the stock of a product, or changes it by so many pieces.
struct ChangeStock: Sendable {
    enum Change: Sendable {
        case set(Int)
        case by(Int)
    }

    let product: ProductID
    let change: Change

    enum Refused: Refusal {
        case noSuchProduct
        case belowZero(StockShortage)
        case tooMuch
    }

    func run(on transaction: Transaction) async throws {
        guard let old = try await LockedProduct.lock(product, on: transaction) else { throw Refused.noSuchProduct }
        try await SetStocks(items: [.init(old: old, stock: try stock(after: old))]).run(on: transaction)
    }

    private func stock(after old: LockedProduct) throws(Refused) -> Int {
        switch change {
        case .set(let stock): return stock
        case .by(let delta):
            guard old.stock + delta >= 0 else {
                throw .belowZero(
                    StockShortage(
                        product: product, name: old.content.name, requested: -delta, available: old.stock))
            }
            guard old.stock + delta <= Limits.stock else { throw .tooMuch }
            return old.stock + delta
        }
    }
}

extension ChangeStock.Refused {
    var problem: Problem {
        switch self {
        case .noSuchProduct: Problem(.notFound)
        case .belowZero(let shortage): [shortage].problem
        case .tooMuch: .invalid("delta", "takes the stock above \(Limits.stock)")
        }
    }
}
