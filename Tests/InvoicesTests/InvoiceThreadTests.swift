import Foundation
import Testing

@testable import Invoices

@Suite struct InvoiceThreadTests {
    private actor Counter {
        private let thread = InvoiceThread()
        private var count = 0

        nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

        func next() -> (count: Int, thread: String?) {
            count += 1
            return (count, Thread.current.name)
        }
    }

    @Test func `Work is done one after the other, off the cooperative pool, also after a rest`() async {
        let counter = Counter()
        for round in 1...50 {
            let counts = await withTaskGroup { group in
                for _ in 0..<20 { group.addTask { await counter.next() } }
                return await group.reduce(into: Set<Int>()) { counts, next in
                    #expect(next.thread == "invoices")
                    counts.insert(next.count)
                }
            }
            #expect(counts == Set((round - 1) * 20 + 1...round * 20))
        }
    }
}
