import NIOCore
import Synchronization

/// Which prices were set, in minor units and rising for each product, and when they were seen.
final class PriceBoard: Sendable {
    private struct Change {
        let price: Int
        let at: NIODeadline
    }

    private struct State {
        var lastPrice: Int
        var shown: [Int: (price: Int, at: NIODeadline)] = [:]
        var waiting: [Int: [Change]] = [:]
        var milliseconds: [Double] = []
    }

    private let state: Mutex<State>

    /// - Parameter price: no lower than any that was shown before.
    init(above price: Int) { state = Mutex(State(lastPrice: price)) }

    /// The milliseconds that each change took.
    var milliseconds: [Double] { state.withLock { $0.milliseconds } }

    var isUpToDate: Bool { state.withLock { $0.waiting.values.allSatisfy(\.isEmpty) } }

    /// Higher than any before.
    func nextPrice(of product: Int) -> Int {
        state.withLock { state in
            state.lastPrice += 1
            return state.lastPrice
        }
    }

    /// A read may have shown it before the command's answer was here: that took no time.
    func committed(_ price: Int, of product: Int, at time: NIODeadline) {
        state.withLock { state in
            if let shown = state.shown[product], shown.price >= price {
                state.milliseconds.append(0)
            } else {
                state.waiting[product, default: []].append(Change(price: price, at: time))
            }
        }
    }

    func shown(_ prices: [(product: Int, price: Int)], at time: NIODeadline) {
        state.withLock { state in
            for (product, price) in prices where price > state.shown[product]?.price ?? 0 {
                state.shown[product] = (price, time)
                let waiting = state.waiting[product] ?? []
                for change in waiting where change.price <= price {
                    state.milliseconds.append(max(0, Double((time - change.at).nanoseconds) / 1_000_000))
                }
                state.waiting[product] = waiting.filter { $0.price > price }
            }
        }
    }
}
