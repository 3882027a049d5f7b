import NIOCore

/// The products of a list's page with their prices, in minor units: read without a JSON parser, which would take as much
/// as the server.
struct ShownPrices {
    let prices: [(product: Int, price: Int)]

    var products: [Int] { prices.map(\.product) }

    private static let identifier = Array(#"{"id":"#.utf8)
    private static let price = Array(#","price":""#.utf8)

    init(_ answer: Answer) { self.init(answer.body) }

    init(_ body: ByteBuffer) {
        prices = body.withUnsafeReadableBytes { bytes in
            var prices: [(product: Int, price: Int)] = []
            var product: Int?
            var place = 0
            while place < bytes.count {
                if bytes[place] == UInt8(ascii: "{"), Self.begins(Self.identifier, bytes, place) {
                    // Categories and brands have ids, too, but only products have a price.
                    if product == nil { product = Self.number(bytes, place + Self.identifier.count) }
                } else if bytes[place] == UInt8(ascii: ","), let id = product, Self.begins(Self.price, bytes, place) {
                    prices.append((id, Self.number(bytes, place + Self.price.count)))
                    product = nil
                    // What follows of this product holds ids that are not products': skip to the next one.
                    place = Self.nextProduct(bytes, place)
                    continue
                }
                place += 1
            }
            return prices
        }
    }

    private static func begins(_ text: [UInt8], _ bytes: UnsafeRawBufferPointer, _ place: Int) -> Bool {
        place + text.count <= bytes.count && text.indices.allSatisfy { bytes[place + $0] == text[$0] }
    }

    /// The digits from here on, whatever point is between them.
    private static func number(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> Int {
        var number = 0
        for byte in bytes[place...] where byte != UInt8(ascii: ".") {
            guard (48...57).contains(byte) else { break }
            number = number * 10 + Int(byte - 48)
        }
        return number
    }

    /// Where `},{"id":` is.
    private static func nextProduct(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
        let border = Array(#"},{"id":"#.utf8)
        var place = start
        while place < bytes.count, !begins(border, bytes, place) { place += 1 }
        return place
    }
}
