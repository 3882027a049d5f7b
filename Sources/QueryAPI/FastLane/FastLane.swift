import Daemon
import Domain
import Hummingbird
import Logging
import NIOCore
import RateLimits
import WebAPI

/// Answers requests for documents that the first level holds, from ready bytes. It has one meaning: the slow lane would
/// have given the same bytes. What it does not know, it leaves to the slow lane, and learns from it.
///
/// Safe to use from any thread.
final class FastLane: Sendable {
    private let levels: CacheLevels
    private let allowedOrigins: Set<String>
    private let targets: KnownTargets
    private let isRevoked: @Sendable (SessionID) -> Bool
    private let metrics: RequestMetrics?
    private let date = HTTPDate()
    /// What heads may be read here.
    let limits: PlainRequest.Limits

    /// - Parameters:
    ///   - bytes: what all known targets together may take, roughly; 0 leaves everything to the slow lane.
    ///   - isRevoked: whether a session has ended.
    init(
        levels: CacheLevels, allowedOrigins: Set<String>, limits: HTTPLimits, bytes: Int, metrics: RequestMetrics?,
        isRevoked: @escaping @Sendable (SessionID) -> Bool
    ) {
        self.levels = levels
        self.allowedOrigins = allowedOrigins
        self.limits = PlainRequest.Limits(bytes: limits.headerBytes, fields: limits.headerFields)
        self.metrics = metrics
        self.isRevoked = isRevoked
        targets = KnownTargets(bytes: bytes)
    }

    struct Answer {
        let bytes: ByteBuffer
        /// Follows the bytes; nil when they hold everything.
        let body: ByteBuffer?
        /// Of this kind of answers.
        let timer: AnswerTimers.Timer?
    }

    /// The answer, when it needs nothing but what the first level holds; otherwise nil.
    func answer(
        _ request: PlainRequest, in bytes: UnsafeRawBufferPointer, _ allocator: ByteBufferAllocator
    ) -> Answer? {
        guard !request.isSpecial, let known = target(of: request, in: bytes), let document = document(of: known)
        else { return nil }
        var isNotModified = false
        if let condition = request.ifNoneMatch {
            let value = Self.part(condition, of: bytes)
            guard let isMatch = SimpleCondition.names(document.etag, value) else { return nil }
            isNotModified = isMatch
        }
        let isHead = request.method == .head
        let body = isNotModified || isHead ? nil : document.body
        guard
            let (answer, rest) = write(
                known.head, document, isNotModified: isNotModified, body, requestID: request.requestID, bytes,
                allocator)
        else { return nil }
        levels.counters.add(.l1Hits)
        levels.counters.add(.hits)
        return Answer(
            bytes: answer, body: rest, timer: known.timers?.timer(isHead: isHead, isNotModified: isNotModified))
    }

    private func target(of request: PlainRequest, in bytes: UnsafeRawBufferPointer) -> KnownTarget? {
        let (target, origin) = (Self.part(request.target, of: bytes), Self.part(request.origin, of: bytes))
        // Public targets are the same for those who are signed in.
        if let known = targets[TargetTexts(target, origin)] { return known }
        guard let authorization = request.authorization else { return nil }
        return targets[TargetTexts(target, origin, Self.part(authorization, of: bytes))]
    }

    /// The document under a target's key, if it may be served as it is, unlabelled, to who asks.
    private func document(of known: KnownTarget) -> Document? {
        if let reader = known.reader, reader.expiresAt <= .now() || isRevoked(reader.session) { return nil }
        if case .stale = levels.validity.freshness { return nil }
        guard let entry = levels.current(known.key, of: Document?.self), let document = entry.stamped.value,
            document.movedTo == nil
        else { return nil }
        return document
    }

    /// Nil for a request id that cannot be echoed.
    private func write(
        _ head: AnswerHead, _ document: Document, isNotModified: Bool, _ body: ByteBuffer?, requestID: Range<Int>?,
        _ bytes: UnsafeRawBufferPointer, _ allocator: ByteBufferAllocator
    ) -> (ByteBuffer, rest: ByteBuffer?)? {
        let copied = (body?.readableBytes ?? 0) <= Self.longestCopied ? body : nil
        var answer = allocator.buffer(capacity: head.size + 192 + (copied?.readableBytes ?? 0))
        head.write(document, isNotModified: isNotModified, to: &answer)
        if let requestID {
            let given = Self.part(requestID, of: bytes)
            guard RequestID.isValid(given) else { return nil }
            answer.writeBytes(given)
        } else {
            RequestID.write(to: &answer)
        }
        answer.writeStaticString("\r\nDate: ")
        date.write(to: &answer)
        answer.writeStaticString("\r\n\r\n")
        guard let copied else { return (answer, body) }
        answer.writeImmutableBuffer(copied)
        return (answer, nil)
    }

    /// Bytes of a body that cost less to copy behind its head than a second write would.
    private static let longestCopied = 16 * 1024

    private static func part(_ range: Range<Int>?, of bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard let range else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(rebasing: bytes[range])
    }
}

/// What the slow lane teaches.
extension FastLane {
    /// Remembers where the slow lane found the document that it answers a request with.
    /// - Parameter audience: `.oneUser` for what only the person asking may see.
    func learn(
        _ served: Served<Document?>, _ request: Request, _ call: APIRequestContext, _ mode: ReadMode,
        to audience: CachedResponse.Audience
    ) {
        guard mode == .cached, let key = served.key, let document = served.value, document.movedTo == nil else {
            return
        }
        var reader: KnownTarget.Reader?
        if audience == .oneUser {
            guard let identity = call.identity, let expiry = identity.expiresAt else { return }
            reader = KnownTarget.Reader(session: identity.session, expiresAt: expiry)
        }
        let origin = request.headers[.origin]
        let authorization = reader == nil ? nil : request.headers[.authorization]
        targets.learn(
            KnownTarget(
                target: request.uri.description, origin: origin, authorization: authorization, key: key, reader: reader,
                head: AnswerHead(audience, origin: origin, allowedOrigins: allowedOrigins),
                timers: metrics.flatMap { metrics in call.route.map { AnswerTimers(metrics, route: $0) } }))
    }
}

extension FastLane {
    /// What has to be counted against a budget or logged one by one goes by the slow lane.
    convenience init(
        _ settings: QuerySettings, _ levels: CacheLevels, _ revocations: RevocationList, _ metrics: RequestMetrics,
        _ logger: Logger
    ) {
        let isCounted = RateSubject.Kind.allCases.contains { settings.rates.budgets[.read, $0] != nil }
        let isOpen = !isCounted && logger.logLevel > .debug
        self.init(
            levels: levels, allowedOrigins: settings.http.corsOrigins, limits: settings.http.limits,
            bytes: isOpen ? levels.l1.bytes / 8 : 0, metrics: metrics, isRevoked: revocations.isRevoked)
    }
}
