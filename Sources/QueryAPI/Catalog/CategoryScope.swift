import Domain

/// A category with all that is below it.
struct CategoryScope: Sendable {
    let id: CategoryID
    /// The one that it has now.
    let slug: String
    /// Itself included.
    let subtree: [CategoryID]
}

extension CategoryScope: CacheValue {
    var size: Int { subtree.count * 8 + slug.utf8.count + 48 }

    func encode(to writer: inout BinaryWriter) {
        writer.write(id.rawValue)
        writer.write(slug)
        writer.write(subtree.count)
        for id in subtree { writer.write(id.rawValue) }
    }

    init(from reader: inout BinaryReader) throws(CorruptEntry) {
        id = CategoryID(try reader.integer())
        slug = try reader.text()
        var subtree: [CategoryID] = []
        for _ in 0..<(try reader.count()) { subtree.append(CategoryID(try reader.integer())) }
        self.subtree = subtree
    }
}
