import Domain
import Events
import ReadModels
import TestSupport
import Testing

@testable import QueryAPI

@Suite("Cached values in Redis")
struct BinaryCodingTests {
    @Test("integers come back as they were", arguments: [0, 1, -1, 63, 64, -64, 300, .max, .min] as [Int64])
    func integers(value: Int64) throws {
        var writer = BinaryWriter()
        writer.write(value)
        var reader = BinaryReader(writer.bytes)
        #expect(try reader.integer() == value)
        #expect(reader.isAtEnd)
    }

    @Test("a stamped fragment comes back with its basis and its age")
    func fragment() throws {
        let stamped = Self.sample
        let back = try Stamped<ProductFragment?>(decoding: stamped.encoded)
        #expect(back.value == stamped.value)
        #expect(back.basis == stamped.basis)
        #expect(back.readAt == stamped.readAt)
    }

    @Test("a known absence comes back as one")
    func absence() throws {
        let stamped = Stamped<ProductFragment?>(nil, basis: [])
        #expect(try Stamped<ProductFragment?>(decoding: stamped.encoded).value == nil)
    }

    @Test("a list comes back with and without a cursor", arguments: [nil, "next"] as [String?])
    func list(cursor: String?) throws {
        let list = ProductList(
            ids: [ProductID(3), ProductID(1)], count: 12_345, countIsEstimate: true, nextCursor: cursor)
        #expect(try Stamped<ProductList>(decoding: Stamped(list, basis: []).encoded).value == list)
    }

    @Test("what is cut or changed is refused or harmless, and never crashes", arguments: 1...200 as ClosedRange<UInt64>)
    func corruption(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bytes = Self.sample.encoded
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
        }
        if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 1...bytes.count, using: &random)) }
        _ = try? Stamped<ProductFragment?>(decoding: bytes)
        _ = try? Stamped<ProductList>(decoding: bytes)
        _ = try? Stamped<CategoryScope?>(decoding: bytes)
    }

    private static let sample = Stamped<ProductFragment?>(
        ProductFragment(
            prefix: Array("{\"id\":1,".utf8), suffix: Array(",\"x\":2}".utf8), price: "9.99", stock: 5, stockVersion: 9),
        basis: [Basis(asOf: 70, tags: [Events.Tag(.content, .product(ProductID(1))), Events.Tag(.content, .brands)])],
        readAt: Timestamp(microseconds: 1_795_000_000_123_456))
}
