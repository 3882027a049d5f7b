import Domain
import TestSupport
import Testing

@testable import QueryAPI

@Suite("Which products are read for whom")
struct ProductBoardTests {
    private let first = ProductID(1)
    private let second = ProductID(2)

    @Test("a value is read once for all who watch, and for nobody else")
    func once() {
        var board = ProductBoard<Int>()
        board.changed(first)
        #expect(board.beginReading(limit: 10) == nil, "nobody watches")
        for socket in 1...3 { board.watch(first, by: socket) }
        #expect(board.beginReading(limit: 10) == [first: .newcomers([1, 2, 3])])
        board.changed(first)
        #expect(board.beginReading(limit: 10) == nil, "one reading at a time")
        board.endReading(again: [:])
        #expect(board.beginReading(limit: 10) == [first: .everyone])
        board.unwatch(first, by: 2)
        #expect(board.sockets(first, .everyone) == [1, 3])
        #expect(board.sockets(first, .newcomers([1, 2])) == [1])
        board.endReading(again: [first: .newcomers([1])])
        board.watch(first, by: 4)
        #expect(board.beginReading(limit: 10) == [first: .newcomers([1, 4])])
        board.endReading(again: [:])
        for socket in [1, 3, 4] { board.unwatch(first, by: socket) }
        #expect(!board.isWatched)
    }

    @Test("much at once is read in parts")
    func parts() {
        var board = ProductBoard<Int>()
        for id in 1...25 { board.watch(ProductID(Int64(id)), by: 1) }
        var read: Set<ProductID> = []
        while let batch = board.beginReading(limit: 10) {
            #expect(batch.count <= 10)
            read.formUnion(batch.keys)
            board.endReading(again: [:])
        }
        #expect(read.count == 25)
    }

    @Test(
        "whatever happens meanwhile, in the end everybody knows the value after the last change", arguments: 0..<300)
    func everybodyKnows(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var board = ProductBoard<Int>()
        var values: [ProductID: Int] = [first: 0, second: 0]
        var known: [Int: [ProductID: Int]] = [:]
        var reading: (batch: [ProductID: ProductBoard<Int>.Audience], values: [ProductID: Int])?
        var steps = 200
        func finish(failing: Bool) {
            guard let (batch, read) = reading else { return }
            reading = nil
            if failing { return board.endReading(again: batch) }
            for (product, audience) in batch {
                for socket in board.sockets(product, audience) { known[socket]?[product] = read[product] }
            }
            board.endReading(again: [:])
        }
        while steps > 0 {
            steps -= 1
            let product = Bool.random(using: &random) ? first : second
            let socket = Int.random(in: 1...4, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0:
                board.watch(product, by: socket)
                known[socket, default: [:]].updateValue(-1, forKey: product)
            case 1:
                board.unwatch(product, by: socket)
                known[socket]?[product] = nil
            case 2:
                values[product, default: 0] += 1
                board.changed(product)
            case 3: finish(failing: true)
            case 4: finish(failing: false)
            default:
                if reading == nil, let batch = board.beginReading(limit: 1) { reading = (batch, values) }
            }
        }
        finish(failing: Bool.random(using: &random))
        while let batch = board.beginReading(limit: 1) {
            reading = (batch, values)
            finish(failing: false)
        }
        for (socket, products) in known {
            for (product, value) in products { #expect(value == values[product], "seed \(seed), \(socket)") }
        }
    }
}
