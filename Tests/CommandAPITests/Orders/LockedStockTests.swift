import Domain
import TestSupport
import Testing

@testable import CommandAPI

@Suite("Stock shared by a batch")
struct LockedStockTests {
    @Test("one that asks for too much is passed over, and a smaller one after it is served")
    func passesOver() {
        var stock = LockedStock([cart([1: 1], stock: 5)])
        #expect(stock.shortages(for: lines([1: 4], stock: 5)).isEmpty)
        _ = stock.take(lines([1: 4], stock: 5))
        let short = stock.shortages(for: lines([1: 2], stock: 5))
        #expect(short.map(\.requested) == [2])
        #expect(short.map(\.available) == [1])
        let movements = stock.take(lines([1: 1], stock: 5))
        #expect(movements.map(\.stock) == [0])
        #expect(movements.map(\.version) == [9])
        #expect(stock.sales == [LockedStock.Sale(product: ProductID(1), quantity: 5, orders: 2)])
    }

    @Test("what is not for sale is short, however much there is")
    func inactive() {
        let hidden = lines([1: 1], stock: 5, isActive: false)
        #expect(LockedStock([cart(hidden)]).shortages(for: hidden).map(\.available) == [0])
    }

    @Test(
        "a batch has the outcomes of its orders one after the other",
        arguments: (0..<50).map { _ in UInt64.random(in: 0 ... .max) })
    func sequential(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var left = Dictionary(uniqueKeysWithValues: (1...4).map { (Int64($0), Int.random(in: 0...12, using: &random)) })
        let before = left
        var versions = left.mapValues { _ in Int64(7) }
        let carts = (0..<20).map { _ in
            Dictionary(
                uniqueKeysWithValues: (1...4).shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random))
                    .map { (Int64($0), Int.random(in: 1...4, using: &random)) })
        }
        func lines(of cart: [Int64: Int]) -> [CartLine] {
            cart.sorted { $0.key < $1.key }.flatMap { self.lines([$0.key: $0.value], stock: before[$0.key] ?? 0) }
        }
        var stock = LockedStock(carts.map { self.cart(lines(of: $0)) })
        for cart in carts {
            let isServed = cart.allSatisfy { left[$0.key, default: 0] >= $0.value }
            #expect(stock.shortages(for: lines(of: cart)).isEmpty == isServed)
            guard isServed else { continue }
            for movement in stock.take(lines(of: cart)) {
                left[movement.product.rawValue, default: 0] += movement.change
                versions[movement.product.rawValue, default: 0] += 1
                #expect(movement.stock == left[movement.product.rawValue])
                #expect(movement.version == versions[movement.product.rawValue])
            }
        }
        for sale in stock.sales {
            let id = sale.product.rawValue
            #expect(before[id, default: 0] - sale.quantity == left[id])
            #expect(7 + Int64(sale.orders) == versions[id])
        }
        let touched = before.keys.sorted().filter { left[$0] != before[$0] }
        #expect(stock.sales.map(\.product.rawValue) == touched)
    }

    private func lines(_ quantities: [Int64: Int], stock: Int, isActive: Bool = true) -> [CartLine] {
        quantities.map { product, quantity in
            CartLine(
                item: CartItemID(product), product: ProductID(product), name: "Boots", sku: nil,
                price: Money(minorUnits: 100), quantity: quantity, priceChanged: false, isActive: isActive,
                stock: stock, version: 7, categories: [], brand: nil)
        }
    }

    private func cart(_ quantities: [Int64: Int], stock: Int) -> LockedCart { cart(lines(quantities, stock: stock)) }

    private func cart(_ lines: [CartLine]) -> LockedCart {
        LockedCart(identity: nil, isRetry: false, address: "", phone: "", lines: lines)
    }
}
