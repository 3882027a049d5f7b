import Domain
import Events

/// A stamped value as Redis keeps it: when it was read, its basis, the value.
extension Stamped where Value: CacheValue {
    var encoded: [UInt8] {
        var writer = BinaryWriter()
        writer.write(readAt.microseconds)
        writer.write(basis.count)
        for part in basis {
            writer.write(part.asOf)
            writer.write(part.tags.count)
            for tag in part.tags { writer.write(Int64(bitPattern: tag.rawValue)) }
        }
        value.encode(to: &writer)
        return writer.bytes
    }

    init(decoding bytes: [UInt8]) throws(CorruptEntry) {
        var reader = BinaryReader(bytes)
        let readAt = Timestamp(microseconds: try reader.integer())
        var basis: [Basis] = []
        for _ in 0..<(try reader.count()) {
            let asOf = try reader.integer()
            var tags: [Tag] = []
            for _ in 0..<(try reader.count()) { tags.append(Tag(rawValue: UInt64(bitPattern: try reader.integer()))) }
            basis.append(Basis(asOf: asOf, tags: tags))
        }
        let value = try Value(from: &reader)
        guard reader.isAtEnd else { throw CorruptEntry() }
        self.init(value, basis: basis, readAt: readAt)
    }
}
