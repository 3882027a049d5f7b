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
    /// Status line and header fields, without those that differ from answer to answer and without the empty line.
    let head: AnswerHead
    let timers: AnswerTimers?

    private let target: [UInt8]
    private let origin: [UInt8]
    private let authorization: [UInt8]

    init(
        target: String, origin: String?, authorization: String?, key: CacheKey, reader: Reader?, head: AnswerHead,
        timers: AnswerTimers?
    ) {
        self.target = Array(target.utf8)
        self.origin = Array((origin ?? "").utf8)
        self.authorization = Array((authorization ?? "").utf8)
        self.key = key
        self.reader = reader
        self.head = head
        self.timers = timers
    }

    /// Bytes of memory, roughly.
    var cost: Int {
        300 + target.count + origin.count + authorization.count + key.text.utf8.count + 2 * head.size
    }

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
