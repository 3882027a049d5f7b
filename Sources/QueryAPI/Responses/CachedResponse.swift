import HTTPTypes
import Hummingbird
import WebAPI

/// Answers with cached documents: entity tag, 304, and where the answer came from (`Cache-Status`, RFC 9211).
struct CachedResponse: Sendable {
    let validity: CacheValidity
    let counters: CacheCounters

    enum Audience: Sendable {
        /// May lie in shared caches, which have to ask each time.
        case everybody
        case oneUser

        fileprivate var cacheControl: String {
            switch self {
            case .everybody: "public, max-age=0, must-revalidate"
            case .oneUser: "private, no-cache"
            }
        }
    }

    /// Throws `not-found` for a known absence.
    func make(
        _ served: Served<Document?>, for request: Request, _ mode: ReadMode, to audience: Audience,
        contentType: String = JSONResponse.contentType
    ) throws(Problem) -> Response {
        let staleness = staleness(of: served)
        count(served.source, isStale: staleness != nil)
        guard let document = served.value else { throw Problem(.notFound) }
        var headers = Self.headers(audience, status: status(served.source, mode, isStale: staleness != nil))
        if let staleness { headers[.age] = String(staleness) }
        if let path = document.movedTo {
            headers[.location] = request.uri.query.map { "\(path)?\($0)" } ?? path
            return Response(status: .movedPermanently, headers: headers)
        }
        headers[.eTag] = document.etag.text
        if document.etag.satisfiesIfNoneMatch(request.headers) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = contentType
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: document.body))
    }

    /// What `Cache-Status` says of a value that the first level holds and every event confirms.
    static let hit = "tandem; hit"

    /// The fields of every answer, whatever it is.
    static func headers(_ audience: Audience, status: String) -> HTTPFields {
        [.cacheControl: audience.cacheControl, .cacheStatus: status]
    }

    /// For how many seconds nobody has confirmed the value; nil for one that is known to be valid.
    private func staleness(of served: Served<Document?>) -> Int64? {
        switch (served.source, validity.freshness) {
        case (.stale, _): served.stamped.age()
        case (.l1, .stale(let since)), (.l2, .stale(let since)): (ContinuousClock.now - since).components.seconds
        default: nil
        }
    }

    private func status(_ source: CacheSource, _ mode: ReadMode, isStale: Bool) -> String {
        if isStale { return "tandem; hit; detail=stale" }
        if mode == .primary { return "tandem; fwd=request" }
        switch source {
        case .l1: return Self.hit
        case .l2: return "tandem; hit; detail=l2"
        case .database, .stale: return "tandem; fwd=miss"
        }
    }

    private func count(_ source: CacheSource, isStale: Bool) {
        counters.add(source == .database ? .misses : .hits)
        if isStale { counters.add(.staleHits) }
    }
}

extension HTTPField.Name {
    /// RFC 9211 §2.
    static let cacheStatus: HTTPField.Name = {
        guard let name = HTTPField.Name("Cache-Status") else { preconditionFailure("not the name of a header field") }
        return name
    }()
}
