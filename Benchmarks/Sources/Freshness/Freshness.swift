import Foundation

/// How long after a price change is committed the cached list shows it, with Redis up and with Redis stopped.
///
/// It runs against a stack of `make up`, whose environment it takes from `.data/env`: `make bench-freshness`.
@main
struct Freshness {
    static func main() async throws {
        let shop = try await Shop(environment: ProcessInfo.processInfo.environment)
        let product = try await shop.makeProduct()
        print("A new price, from the answer of its PATCH until GET /api/products/ shows it:\n")
        print("| Redis | changes | p50 | p99 | most | goal | answers that were not 200 |")
        print("|---|---|---|---|---|---|---|")
        let live = try await measure(shop, product, changes: 200)
        print(row("up", live, goal: "250 ms"))
        try signalRedis(SIGSTOP)
        defer { try? signalRedis(SIGCONT) }
        let stopped = try await measure(shop, product, changes: 20)
        print(row("stopped", stopped, goal: "1500 ms"))
    }

    private struct Measured {
        var times: [Duration] = []
        var failures = 0
    }

    private static func measure(_ shop: Shop, _ product: Int, changes: Int) async throws -> Measured {
        var measured = Measured()
        for _ in 0..<changes {
            let price = try await shop.changePrice(of: product)
            let start = ContinuousClock.now
            let deadline = start + .seconds(30)
            while true {
                let (status, body) = try await shop.list()
                if status != 200 { measured.failures += 1 }
                if body.contains("\"price\":\"\(price)\"") { break }
                guard ContinuousClock.now < deadline else { throw NeverShown(price: price) }
            }
            measured.times.append(ContinuousClock.now - start)
        }
        return measured
    }

    private static func row(_ redis: String, _ measured: Measured, goal: String) -> String {
        let sorted = measured.times.sorted()
        func milliseconds(_ quantile: Double) -> String {
            let index = min(sorted.count - 1, Int(Double(sorted.count) * quantile))
            return String(format: "%.1f ms", sorted[index] / .milliseconds(1))
        }
        return "| \(redis) | \(sorted.count) | \(milliseconds(0.5)) | \(milliseconds(0.99)) | \(milliseconds(1)) "
            + "| \(goal) | \(measured.failures) |"
    }

    private static func signalRedis(_ signal: Int32) throws {
        let folder = ProcessInfo.processInfo.environment["TANDEM_DATA"] ?? ".data"
        let text = try String(contentsOfFile: "\(folder)/redis.pid", encoding: .utf8)
        guard let pid = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)) else { throw NoRedis() }
        kill(pid, signal)
    }
}

struct NeverShown: Error {
    let price: String
}

struct NoRedis: Error {}
