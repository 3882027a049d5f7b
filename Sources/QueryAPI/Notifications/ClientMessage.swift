import Domain
import JSON
import NIOCore

/// What a client may say on a socket.
enum ClientMessage: Sendable, Equatable {
    case authenticate(token: String)
    case ping
    case subscribe([ProductID])
    case unsubscribe([ProductID])

    /// Nil for anything that is not one of them, exactly.
    init?(_ text: ByteBuffer) {
        guard let json = try? JSONParser.parse(text.readableBytesView, maximumDepth: 4), let object = json.objectValue
        else { return nil }
        switch (object["type"]?.stringValue, object.members.count) {
        case ("ping", 1): self = .ping
        case ("authenticate", 2):
            guard let token = object["token"]?.stringValue else { return nil }
            self = .authenticate(token: token)
        case ("subscribe", 2):
            guard let products = Self.products(object) else { return nil }
            self = .subscribe(products)
        case ("unsubscribe", 2):
            guard let products = Self.products(object) else { return nil }
            self = .unsubscribe(products)
        default: return nil
        }
    }

    /// Nil unless all of them are ids.
    private static func products(_ object: JSONObject) -> [ProductID]? {
        guard let values = object["products"]?.arrayValue else { return nil }
        let ids = values.compactMap { $0.integerValue.flatMap { $0 > 0 ? ProductID($0) : nil } }
        return ids.count == values.count ? ids : nil
    }
}
