import Domain
import Synchronization
import WebAPI

/// What the slow lane found out about requests that it answered from the cache: which cached document a target names, and
/// the header fields around it. Bounded in bytes; safe to use from any thread.
///
/// A target names the same document for ever (its key is made from the target and the person alone), so nothing here grows
/// old; whether the document may be served, the cache says each time.
final class KnownTargets: Sendable {
    private final class Shelf: Sendable {
        let targets: Mutex<SieveCache<Int, KnownTarget>>

        init(capacity: Int) { targets = Mutex(SieveCache(capacity: capacity)) }
    }

    private static let shardCount = 8

    private let shards: [Shelf]

    init(bytes: Int) {
        shards = (0..<Self.shardCount).map { _ in Shelf(capacity: bytes / Self.shardCount) }
    }

    subscript(texts: TargetTexts) -> KnownTarget? {
        let hash = texts.hash
        let found = shards[Self.shard(hash)].targets.withLock { $0.value(for: hash) }
        // Two texts may have one hash: then they take turns.
        guard let found, found.isFor(texts) else { return nil }
        return found
    }

    func learn(_ known: KnownTarget) {
        let hash = known.withTexts(\.hash)
        shards[Self.shard(hash)].targets.withLock { $0.insert(known, for: hash, cost: known.cost) }
    }

    private static func shard(_ hash: Int) -> Int { Int(UInt(bitPattern: hash) % UInt(shardCount)) }
}

/// What tells one target from another: the target as it stands in the request line and what the `Origin` and, for what
/// only one person may see, `Authorization` fields say; empty without one.
struct TargetTexts {
    let target: UnsafeRawBufferPointer
    let origin: UnsafeRawBufferPointer
    let authorization: UnsafeRawBufferPointer

    init(
        _ target: UnsafeRawBufferPointer, _ origin: UnsafeRawBufferPointer,
        _ authorization: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)
    ) {
        self.target = target
        self.origin = origin
        self.authorization = authorization
    }

    /// Seeded by the process, so that nobody can choose texts that collide.
    var hash: Int {
        var hasher = Hasher()
        hasher.combine(target.count)
        hasher.combine(bytes: target)
        hasher.combine(origin.count)
        hasher.combine(bytes: origin)
        hasher.combine(bytes: authorization)
        return hasher.finalize()
    }
}

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
