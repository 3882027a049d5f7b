import Domain
import NIOCore
import WebAPI

/// A ready JSON body with its entity tag, or the place where it is now. The bytes are shared by all answers.
struct Document: Sendable {
    let body: ByteBuffer
    let etag: ETag
    /// The number of its bytes, as `Content-Length` has it.
    let length: String
    /// The path to send the client to; the body is empty then.
    let movedTo: String?
    /// What puts it together again when products on it have changed; nil when it shows none.
    let frame: PageFrame?

    init(_ json: [UInt8], frame: PageFrame? = nil) { self.init(json, movedTo: nil, frame: frame) }

    /// - Parameter path: without a query; the request's own goes with it.
    static func moved(to path: String) -> Document { Document([], movedTo: path) }

    private init(_ json: [UInt8], movedTo: String?, frame: PageFrame? = nil) {
        body = ByteBuffer(bytes: json)
        etag = ETag(of: json)
        length = String(json.count)
        self.movedTo = movedTo
        self.frame = frame
    }
}

extension Document: CacheValue {
    var size: Int { body.readableBytes + (movedTo?.utf8.count ?? 0) + (frame?.size ?? 0) + 96 }

    func isYoung(by lifetimes: CacheLifetimes, at now: Timestamp) -> Bool {
        frame?.isYoung(by: lifetimes, at: now) ?? true
    }

    func renewed(from levels: CacheLevels) -> Stamped<Document>? {
        guard let renewed = frame?.page(from: levels), let document = renewed.value else { return nil }
        return Stamped(document, basis: renewed.basis, readAt: renewed.readAt)
    }

    func encode(to writer: inout BinaryWriter) {
        writer.write(movedTo ?? "")
        writer.write(body.readableBytesView)
    }

    init(from reader: inout BinaryReader) throws(CorruptEntry) {
        let path = try reader.text()
        self.init(try reader.bytes(), movedTo: path.isEmpty ? nil : path)
    }
}
