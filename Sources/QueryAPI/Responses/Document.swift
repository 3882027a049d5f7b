import NIOCore
import WebAPI

/// A ready JSON body with its entity tag. The bytes are shared by all answers.
struct Document: Sendable {
    let body: ByteBuffer
    let etag: ETag

    init(_ json: [UInt8]) {
        body = ByteBuffer(bytes: json)
        etag = ETag(of: json)
    }
}

extension Document: CacheValue {
    var size: Int { body.readableBytes + 96 }

    func encode(to writer: inout BinaryWriter) { writer.write(body.readableBytesView) }

    init(from reader: inout BinaryReader) throws(CorruptEntry) { self.init(try reader.bytes()) }
}
