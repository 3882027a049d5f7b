import Domain
import JSON
import Postgres

/// A product's images, in the order they are shown in.
struct ImageList: Sendable, Equatable {
    private(set) var images: [ProductImage]

    /// Nil when there is no such product.
    static func load(of product: ProductID, on runner: some QueryRunner) async throws -> ImageList? {
        let statement: Statement = "SELECT images FROM products WHERE id = \(product)"
        guard let json = try await runner.first(statement.prepared("images_of_product"), as: JSONBytes.self) else {
            return nil
        }
        let images = try JSONParser.parse(json.bytes).arrayValue ?? []
        return ImageList(images: images.compactMap(ProductImage.init))
    }

    /// Where an image is, from 1.
    func position(of id: ImageID) -> Int? { images.firstIndex { $0.id == id }.map { $0 + 1 } }

    /// Puts an image at a place, or at the end.
    mutating func insert(_ image: ProductImage, at position: Int?) {
        let index = position.map { max(0, min($0 - 1, images.count)) } ?? images.count
        images.insert(image, at: index)
    }

    mutating func remove(_ id: ImageID) -> ProductImage? {
        images.firstIndex { $0.id == id }.map { images.remove(at: $0) }
    }

    /// One image as an admin is shown it; nil when it is not there.
    func json(of id: ImageID) -> [UInt8]? {
        guard let position = position(of: id) else { return nil }
        var json = JSONWriter()
        images[position - 1].write(to: &json, position: position)
        return json.bytes
    }

    /// An image for the audit trail, which keeps of two objects what differs: whole, so that it says which one it was.
    static func auditJSON(_ image: [UInt8]) -> [UInt8] {
        var json = JSONWriter(reserving: image.count + 16)
        json.object { json in json.member("image") { json in json.raw(image) } }
        return json.bytes
    }

    /// All of them, as an admin is shown them.
    var json: [UInt8] {
        var json = JSONWriter(reserving: 64 + images.count * 512)
        json.object { json in
            json.member("count", images.count)
            json.member("results") { json in
                json.array { json in
                    for (index, image) in images.enumerated() { image.write(to: &json, position: index + 1) }
                }
            }
        }
        return json.bytes
    }

    /// As `products.images` holds them.
    var stored: JSONBytes {
        var json = JSONWriter(reserving: 16 + images.count * 512)
        json.array { json in
            for image in images { image.write(to: &json) }
        }
        return JSONBytes(json.bytes)
    }
}
