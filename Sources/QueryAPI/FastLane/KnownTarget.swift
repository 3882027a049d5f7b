import Domain
import WebAPI

/// One target, as pages of one origin, and one person, ask for it.
final class KnownTarget: Sendable {
    /// The one person who may read it, by the token of these texts.
    struct Reader: Sendable {
        let session: SessionID
        /// Of the token.
        let expiresAt: Timestamp
    }

    let key: CacheKey
    /// Nil for what everybody may read.
    let reader: Reader?
    /// The document whose tag the heads carry.
    let etag: ETag
    /// Status line and header fields, without those that differ from answer to answer and without the empty line.
    let head: AnswerHead
    let timers: AnswerTimers?

    private let target: [UInt8]
    private let origin: [UInt8]
    private let authorization: [UInt8]

    convenience init(
        target: String, origin: String?, authorization: String?, key: CacheKey, reader: Reader?, etag: ETag,
        head: AnswerHead, timers: AnswerTimers?
    ) {
        self.init(
            texts: (Array(target.utf8), Array((origin ?? "").utf8), Array((authorization ?? "").utf8)), key: key,
            reader: reader, etag: etag, head: head, timers: timers)
    }

    private init(
        texts: (target: [UInt8], origin: [UInt8], authorization: [UInt8]), key: CacheKey, reader: Reader?, etag: ETag,
        head: AnswerHead, timers: AnswerTimers?
    ) {
        (target, origin, authorization) = texts
        self.key = key
        self.reader = reader
        self.etag = etag
        self.head = head
        self.timers = timers
    }

    /// Bytes of memory, roughly.
    var cost: Int {
        300 + target.count + origin.count + authorization.count + key.text.utf8.count + head.ok.count
            + head.notModified.count
    }

    /// The same target with another content.
    func with(_ etag: ETag, _ head: AnswerHead) -> KnownTarget {
        KnownTarget(
            texts: (target, origin, authorization), key: key, reader: reader, etag: etag, head: head, timers: timers)
    }

    var originText: String? { origin.isEmpty ? nil : String(decoding: origin, as: UTF8.self) }

    func isFor(_ texts: TargetTexts) -> Bool {
        withTexts { own in
            own.target.elementsEqual(texts.target) && own.origin.elementsEqual(texts.origin)
                && own.authorization.elementsEqual(texts.authorization)
        }
    }

    func withTexts<Result>(_ body: (TargetTexts) -> Result) -> Result {
        target.withUnsafeBytes { target in
            origin.withUnsafeBytes { origin in
                authorization.withUnsafeBytes { body(TargetTexts(target, origin, $0)) }
            }
        }
    }
}
