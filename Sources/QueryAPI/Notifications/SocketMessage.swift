import Domain
import Events
import JSON
import NIOCore

/// An event as sockets are told of it: encoded once, its frame shared by all sockets that get it.
struct SocketMessage: Sendable {
    /// The event's position, by which a client resumes.
    let id: Int64
    let user: UserID?
    let forAdmins: Bool
    let frame: SocketFrame

    /// Nil for an event that no socket is told of.
    init?(_ event: Event) {
        guard Change.toldKinds.contains(event.change.kind) else { return nil }
        id = event.position
        user = event.user
        forAdmins = event.forAdmins
        var json = JSONWriter()
        json.object { event.writeMessageMembers(to: &$0) }
        frame = .text(json.bytes)
    }

    /// The first message on a socket: from `position` on it misses nothing.
    static func welcome(position: Int64) -> SocketFrame { frame(type: "welcome", position: position) }

    /// What was missed is no longer kept: the client must read anew what it shows; it is live from `position` on.
    static func reset(position: Int64) -> SocketFrame { frame(type: "reset", position: position) }

    static let pong = SocketFrame.text(#"{"type":"pong"}"#.utf8)

    private static func frame(type: String, position: Int64) -> SocketFrame {
        var json = JSONWriter()
        json.object { json in
            json.member("type", type)
            json.member("position", position)
        }
        return .text(json.bytes)
    }
}

extension Event {
    /// The members of the JSON object by which people are told of it.
    func writeMessageMembers(to json: inout JSONWriter) {
        json.member("type", change.kind)
        json.member("id", position)
        json.member("at", at.description)
        switch change {
        case .order(let change): json.member("order") { change.write(to: &$0) }
        case .lowStock(let change): json.member("product") { change.write(to: &$0) }
        case .product, .stock, .category, .brand, .sessionEnded, .cacheDropped: break
        }
    }
}

extension OrderChange {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("number", number)
            json.member("status", status)
            if let previousStatus { json.member("previous_status", previousStatus) }
            json.member("total", Currency(code: currency).map { total.text(in: $0) } ?? String(total.minorUnits))
            json.member("currency", currency)
        }
    }
}

extension LowStock {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("stock", stock)
            json.member("in_stock", stock > 0)
        }
    }
}
