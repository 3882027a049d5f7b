import Hummingbird
import WebAPI

/// What a request may be answered from.
enum ReadMode: Sendable {
    /// Any level, if what it holds is valid.
    case cached
    /// Only PostgreSQL's primary: the client wants to see a write of its own that this process has not applied yet.
    case primary

    init(_ request: Request, _ validity: CacheValidity) {
        guard let token = ReadAfter(request) else {
            self = .cached
            return
        }
        self = validity.hasApplied(transaction: token.xid) ? .cached : .primary
    }
}
