import NIOCore
import WebAPI

/// A ready JSON body with its entity tag, or the place where it is now. The bytes are shared by all answers.
struct Document: Sendable {
    let body: ByteBuffer
    let etag: ETag
    /// The path to send the client to; the body is empty then.
    let movedTo: String?

    init(_ json: [UInt8]) { self.init(json, movedTo: nil) }

    /// - Parameter path: without a query; the request's own goes with it.
    static func moved(to path: String) -> Document { Document([], movedTo: path) }

    private init(_ json: [UInt8], movedTo: String?) {
        body = ByteBuffer(bytes: json)
        etag = ETag(of: json)
        self.movedTo = movedTo
    }
}

extension Document: CacheValue {
    var size: Int { body.readableBytes + (movedTo?.utf8.count ?? 0) + 96 }

    func encode(to writer: inout BinaryWriter) {
        writer.write(movedTo ?? "")
        writer.write(body.readableBytesView)
    }

    init(from reader: inout BinaryReader) throws(CorruptEntry) {
        let path = try reader.text()
        self.init(try reader.bytes(), movedTo: path.isEmpty ? nil : path)
    }
}
