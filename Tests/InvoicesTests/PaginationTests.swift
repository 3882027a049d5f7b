import Testing

@testable import Invoices

@Suite struct PaginationTests {
    private func pages(_ heights: [Double], kept: Set<Int> = []) -> [Range<Int>] {
        let blocks = heights.enumerated().map {
            Pagination.Block(height: $0.element, keepsWithPrevious: kept.contains($0.offset))
        }
        return Pagination(first: 100, following: 200).pages(blocks)
    }

    @Test func `What fits is one page, and no blocks are an empty one`() {
        #expect(pages([40, 60]) == [0..<2])
        #expect(pages([]) == [0..<0])
    }

    @Test func `What does not fit goes over to the next page`() {
        #expect(pages([60, 60, 100, 50]) == [0..<1, 1..<3, 3..<4])
    }

    @Test func `A block that keeps with the one before takes it along`() {
        #expect(pages([40, 40, 40], kept: [2]) == [0..<1, 1..<3])
        #expect(pages([90, 40], kept: [1]) == [0..<1, 1..<2], "there would be nothing left of the first page")
    }

    @Test func `A first page without room stays empty, and a block higher than any page has its own`() {
        #expect(pages([150, 40]) == [0..<0, 0..<2])
        #expect(pages([10, 500, 10]) == [0..<1, 1..<2, 2..<3])
    }

    @Test func `Any blocks are each on one page, in order, and fit it where they can`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let count = Int.random(in: 0...60, using: &generator)
            let heights = (0..<count).map { _ in Double.random(in: 1...250, using: &generator) }
            let pages = pages(heights, kept: Set((0..<count).filter { _ in Bool.random(using: &generator) }))
            #expect(pages.first?.lowerBound == 0 && pages.last?.upperBound == count)
            #expect(zip(pages, pages.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound }, "\(heights)")
            for (index, page) in pages.enumerated() where page.count > 1 {
                #expect(heights[page].reduce(0, +) <= (index == 0 ? 100 : 200), "\(heights) \(pages)")
            }
        }
    }
}
