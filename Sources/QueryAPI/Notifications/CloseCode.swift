import NIOWebSocket

/// Why the server closes a socket: codes of RFC 6455 §7.4 and its registry, and of our own from 4400 on.
enum CloseCode: UInt16, Sendable, CaseIterable {
    case protocolError = 1002
    case tooBig = 1009
    case restarting = 1012
    case tooSlow = 1013
    case badMessage = 4400
    case notSignedIn = 4401
    case wrongRole = 4403
    case tooManySockets = 4429

    /// Whether a client's close frame may have the code: one that has a meaning on the wire, or is an application's own
    /// (RFC 6455 §7.4, and the registry that it set up).
    static func mayBeSent(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }

    var webSocketErrorCode: WebSocketErrorCode { WebSocketErrorCode(codeNumber: Int(rawValue)) }
}
