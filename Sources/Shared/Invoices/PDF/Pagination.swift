/// Which blocks stand on which page. Pure: heights are given, in points.
struct Pagination {
    /// Something that is not divided between pages.
    struct Block: Equatable {
        let height: Double
        /// Whether it goes to the next page only together with the block before it.
        var keepsWithPrevious = false
    }

    /// Room for blocks on the first page, and on each after it.
    let first: Double
    let following: Double

    /// At least one page; each block on exactly one page, in order. A block that is higher than a page has one for itself;
    /// the first page may stay empty, when its room is too small for anything.
    func pages(_ blocks: [Block]) -> [Range<Int>] {
        var pages: [Range<Int>] = []
        var start = 0
        var used = 0.0
        for (index, block) in blocks.enumerated() {
            let room = pages.isEmpty ? first : following
            if index == 0, block.height > first, block.height <= following {
                pages.append(0..<0)
            } else if index > start, used + block.height > room {
                var end = index
                while end > start + 1, blocks[end].keepsWithPrevious { end -= 1 }
                var taken = blocks[end..<index].reduce(0) { $0 + $1.height }
                // More keeps together than a page holds: it has to be divided somewhere.
                if blocks[end].keepsWithPrevious || taken + block.height > following { (end, taken) = (index, 0) }
                pages.append(start..<end)
                (start, used) = (end, taken)
            }
            used += block.height
        }
        return pages + [start..<blocks.count]
    }
}
