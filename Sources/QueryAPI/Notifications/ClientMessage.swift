import JSON
import NIOCore

/// What a client may say on a socket.
enum ClientMessage: Sendable, Equatable {
    case authenticate(token: String)
    case ping

    /// Nil for anything that is not one of them, exactly.
    init?(_ text: ByteBuffer) {
        guard let json = try? JSONParser.parse(text.readableBytesView, maximumDepth: 4), let object = json.objectValue
        else { return nil }
        switch (object["type"]?.stringValue, object.members.count) {
        case ("ping", 1): self = .ping
        case ("authenticate", 2):
            guard let token = object["token"]?.stringValue else { return nil }
            self = .authenticate(token: token)
        default: return nil
        }
    }
}
