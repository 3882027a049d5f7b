import Testing

@testable import QueryAPI

@Suite("The first level's bound")
struct L1CacheTests {
    @Test("keys count: long searches that find nothing do not take more than the bound")
    func countsKeys() {
        let cache = L1Cache(bytes: 1 << 20)
        let word = String(repeating: "z", count: 10_000)
        for number in 0..<1_000 {
            cache.insert(Entry(Stamped(Document?.none, basis: [])), for: CacheKey(.searchPage, "\(word) \(number)"))
        }
        let counts = cache.counts
        #expect(counts.entries > 50)
        #expect(counts.entries * word.utf8.count <= cache.bytes)
        #expect(counts.bytes <= cache.bytes)
    }
}
