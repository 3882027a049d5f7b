import Domain
import JSON

/// One of a product's images, as `products.images` holds it.
struct ProductImage: Sendable, Equatable {
    /// The same image with fewer pixels.
    struct Size: Sendable, Equatable {
        let url: String
        let width: Int
        let height: Int
    }

    let id: ImageID
    let url: String
    var alt: String
    /// Nil for an image that was given as a URL.
    let width: Int?
    let height: Int?
    /// The smallest first.
    let sizes: [Size]

    init(id: ImageID, url: String, alt: String, width: Int?, height: Int?, sizes: [Size]) {
        self.id = id
        self.url = url
        self.alt = alt
        self.width = width
        self.height = height
        self.sizes = sizes
    }

    /// Nil for what is not an image of ours.
    init?(_ json: JSONValue) {
        guard let id = json["id"]?.integerValue, let url = json["url"]?.stringValue else { return nil }
        self.init(
            id: ImageID(id), url: url, alt: json["alt"]?.stringValue ?? "",
            width: json["width"]?.integerValue.map { Int($0) }, height: json["height"]?.integerValue.map { Int($0) },
            sizes: json["sizes"]?.arrayValue?.compactMap(Size.init) ?? [])
    }

    /// - Parameter position: where it is among the product's images, from 1, for an admin.
    func write(to json: inout JSONWriter, position: Int? = nil) {
        json.object { json in
            json.member("id", id)
            if let position { json.member("position", position) }
            json.member("url", url)
            json.member("alt", alt)
            json.member("width", width)
            json.member("height", height)
            json.member("sizes") { json in
                json.array { json in
                    for size in sizes { size.write(to: &json) }
                }
            }
        }
    }
}

extension ProductImage.Size {
    fileprivate init?(_ json: JSONValue) {
        guard let url = json["url"]?.stringValue, let width = json["width"]?.integerValue,
            let height = json["height"]?.integerValue
        else { return nil }
        self.init(url: url, width: Int(width), height: Int(height))
    }

    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("url", url)
            json.member("width", width)
            json.member("height", height)
        }
    }
}
