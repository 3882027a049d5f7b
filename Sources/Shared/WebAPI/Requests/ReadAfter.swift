import HTTPTypes
import Hummingbird

/// A token that stands for one committed transaction: a read that brings it back sees that write.
///
/// To clients it is opaque. It travels as `X-Read-After` and, so that a browser needs no code for it, as a cookie that
/// lives 10 s.
package struct ReadAfter: Sendable, Hashable {
    /// PostgreSQL's transaction id with its epoch (`pg_current_xact_id`).
    package let xid: Int64

    private static let cookie = "tandem_read_after"

    package init(xid: Int64) { self.xid = xid }

    /// The newest token of the request, by header or cookie; nil when it has none. A malformed one is ignored: it can
    /// only have asked for a fresher read.
    package init?(_ request: Request) {
        let header = request.headers[.readAfter].flatMap(ReadAfter.init(text:))
        let cookie = request.cookies[Self.cookie].flatMap { ReadAfter(text: $0.value) }
        guard let newest = [header, cookie].compactMap({ $0 }).max(by: { $0.xid < $1.xid }) else { return nil }
        self = newest
    }

    private init?(text: String) {
        guard text.hasPrefix("x"), text.utf8.count <= 14, let xid = Int64(text.dropFirst(), radix: 36), xid > 0,
            text.utf8.dropFirst().first != UInt8(ascii: "+")
        else { return nil }
        self.xid = xid
    }

    package var text: String { "x" + String(xid, radix: 36) }

    /// Puts the token on a mutation's answer.
    package func add(to response: inout Response) {
        response.headers[.readAfter] = text
        response.headers[values: .setCookie].append(
            "\(Self.cookie)=\(text); Path=/; Max-Age=10; HttpOnly; SameSite=Lax")
    }
}
