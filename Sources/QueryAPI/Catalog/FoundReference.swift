import Domain

/// What a reference names: the thing's id, and the slug that it has now.
struct FoundReference<Entity>: Sendable {
    let id: Identifier<Entity>
    let slug: String
}

extension FoundReference: CacheValue {
    var size: Int { slug.utf8.count + 24 }

    func encode(to writer: inout BinaryWriter) {
        writer.write(id.rawValue)
        writer.write(slug)
    }

    init(from reader: inout BinaryReader) throws(CorruptEntry) {
        id = Identifier(try reader.integer())
        slug = try reader.text()
    }
}
