import Domain

/// A category with all that is below it.
struct CategoryScope: Sendable {
    let id: CategoryID
    /// Itself included.
    let subtree: [CategoryID]
}

extension CategoryScope: CacheValue {
    var size: Int { subtree.count * 8 + 32 }

    func encode(to writer: inout BinaryWriter) {
        writer.write(id.rawValue)
        writer.write(subtree.count)
        for id in subtree { writer.write(id.rawValue) }
    }

    init(from reader: inout BinaryReader) throws(CorruptEntry) {
        id = CategoryID(try reader.integer())
        var subtree: [CategoryID] = []
        for _ in 0..<(try reader.count()) { subtree.append(CategoryID(try reader.integer())) }
        self.subtree = subtree
    }
}

/// A bare id as a cached value: what a slug names.
extension Identifier: CacheValue {
    var size: Int { 8 }

    func encode(to writer: inout BinaryWriter) { writer.write(rawValue) }

    init(from reader: inout BinaryReader) throws(CorruptEntry) { self.init(try reader.integer()) }
}
