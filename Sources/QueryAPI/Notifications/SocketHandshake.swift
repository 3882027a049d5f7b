import Crypto
import Domain
import Foundation
import HTTPTypes
import NIOHTTP1
import WebAPI

/// What a request under `/ws/` asks for, checked by RFC 6455 §4.2.1.
struct SocketHandshake: Sendable {
    /// How the client says who it is, if it does so before the first message.
    enum Credentials: Sendable, Equatable {
        case token(String)
        case ticket(String)
        case none
    }

    let endpoint: SocketEndpoint
    let resumeAfter: Int64?
    let credentials: Credentials
    /// The header fields of the 101 answer.
    let answer: HTTPHeaders

    static let subprotocol = "tandem.v1"

    /// Throws the `Problem` to answer with. `allowsTokenInURL` is a setting: URLs end up in logs.
    init(_ head: HTTPRequestHead, allowedOrigins: Set<String>, allowsTokenInURL: Bool) throws(Problem) {
        let (path, query) = Self.split(head.uri)
        guard let endpoint = SocketEndpoint(path: path) else { throw Problem(.notFound) }
        guard head.headers[canonicalForm: "upgrade"].contains(where: { $0.lowercased() == "websocket" }),
            head.headers[canonicalForm: "connection"].contains(where: { $0.lowercased() == "upgrade" })
        else { throw Problem(.badRequest, detail: "Open this address as a WebSocket.") }
        guard head.headers["sec-websocket-version"] == ["13"] else {
            throw Problem(
                .badRequest, detail: "The WebSocket version must be 13.", headers: [Self.versionField: "13"])
        }
        let keys = head.headers["sec-websocket-key"]
        guard keys.count == 1, let key = keys.first, Data(base64Encoded: key)?.count == 16 else {
            throw Problem(.badRequest, detail: "Sec-WebSocket-Key must be 16 bytes in base64.")
        }
        guard Self.isAllowed(origin: head.headers["origin"], host: head.headers["host"], among: allowedOrigins) else {
            throw Problem(.forbidden, detail: "This origin may not open sockets here.")
        }
        var parameters = QueryParameters(query: query)
        resumeAfter = parameters.optional("after", .integer(in: 0...Int(Int64.max))).map(Int64.init)
        let ticket = parameters.optional("ticket", .text(max: 128))
        let token = parameters.optional("token", .text(max: 4_096))
        try parameters.finish()
        let protocols = head.headers[canonicalForm: "sec-websocket-protocol"].map(String.init)
        self.endpoint = endpoint
        credentials =
            endpoint.isPublic
            ? .none
            : Self.credentials(
                authorization: head.headers["authorization"], ticket: ticket, protocols: protocols,
                urlToken: allowsTokenInURL ? token : nil)
        answer = Self.answer(key: key, protocols: protocols)
    }

    /// A page of this very host may open sockets too; what is no browser's request has no origin.
    private static func isAllowed(origin: [String], host: [String], among allowed: Set<String>) -> Bool {
        guard let claimed = origin.first, origin.count == 1 else { return origin.isEmpty }
        if allowed.contains(claimed) { return true }
        return host.count == 1 && ["http://\(host[0])", "https://\(host[0])"].contains(claimed)
    }

    private static let versionField = HTTPField.Name("Sec-WebSocket-Version") ?? .upgrade

    private static func split(_ uri: String) -> (path: Substring, query: String) {
        let parts = uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return (parts[0], parts.count > 1 ? String(parts[1]) : "")
    }

    private static func credentials(
        authorization: [String], ticket: String?, protocols: [String], urlToken: String?
    ) -> Credentials {
        if !authorization.isEmpty {
            let fields = HTTPFields(authorization.map { HTTPField(name: .authorization, value: $0) })
            return .token(Authentication.bearerToken(in: fields) ?? "")
        }
        if let ticket { return .ticket(ticket) }
        if let bearer = protocols.first(where: { $0.hasPrefix("bearer.") }) {
            return .token(String(bearer.dropFirst("bearer.".count)))
        }
        return urlToken.map(Credentials.token) ?? .none
    }

    private static func answer(key: String, protocols: [String]) -> HTTPHeaders {
        let digest = Insecure.SHA1.hash(data: Data((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
        var headers = HTTPHeaders([
            ("Upgrade", "websocket"), ("Connection", "Upgrade"),
            ("Sec-WebSocket-Accept", Data(digest).base64EncodedString()),
        ])
        if protocols.contains(subprotocol) { headers.add(name: "Sec-WebSocket-Protocol", value: subprotocol) }
        return headers
    }
}
