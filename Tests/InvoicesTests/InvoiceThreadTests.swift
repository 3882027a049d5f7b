import Glibc
import Testing

@testable import Invoices

@Suite struct InvoiceThreadTests {
    private actor Counter {
        private let thread = InvoiceThread()
        private var count = 0

        nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

        func next() -> (count: Int, thread: pthread_t) {
            count += 1
            return (count, pthread_self())
        }
    }

    @Test func `Work is done one after the other, on one thread of its own`() async {
        let counter = Counter()
        let first = await counter.next()
        for round in 1...50 {
            let counts = await withTaskGroup { group in
                for _ in 0..<20 { group.addTask { await counter.next() } }
                return await group.reduce(into: Set<Int>()) { counts, next in
                    #expect(next.thread == first.thread)
                    counts.insert(next.count)
                }
            }
            #expect(counts == Set((round - 1) * 20 + 2...round * 20 + 1))
        }
    }
}
