import Domain
import JSON
import Postgres

/// A row of the audit trail, with who the actor is today.
struct AuditRecord: RowDecodable {
    let id: Int64
    let at: Timestamp
    private let actor: (id: UserID, email: String?, name: String?)?
    private let action: String
    private let object: AuditObject
    private let before: JSONBytes?
    private let after: JSONBytes?
    private let requestID: String?
    private let address: String?

    static let columns: Statement = """
        a.id, a.at, a.actor_id, u.email, u.name, a.action, a.object_kind, a.object_id, a.before, a.after, a.request_id,
        a.address
        """
    static let tables: Statement = "audit a LEFT JOIN users u ON u.id = a.actor_id"

    init(from row: inout Row) throws {
        id = try row.next()
        at = try row.next()
        let actor = try row.next(UserID?.self)
        let (email, name) = (try row.next(String?.self), try row.next(String?.self))
        self.actor = actor.map { ($0, email, name) }
        action = try row.next()
        object = AuditObject(try row.next(), try row.next())
        before = try row.next()
        after = try row.next()
        requestID = try row.next()
        address = try row.next()
    }

    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("id", id)
            json.member("at", at.description)
            json.member("actor") { json in
                guard let actor else { return json.null() }
                json.object { json in
                    json.member("id", actor.id)
                    json.member("email", actor.email)
                    json.member("name", actor.name)
                }
            }
            json.member("action", action)
            json.member("object") { json in
                json.object { json in
                    json.member("kind", object.kind)
                    json.member("id", object.id)
                }
            }
            json.member("before") { json in write(before, to: &json) }
            json.member("after") { json in write(after, to: &json) }
            json.member("request_id", requestID)
            json.member("address", address)
        }
        return json.bytes
    }

    private func write(_ value: JSONBytes?, to json: inout JSONWriter) {
        if let value { json.raw(value.bytes) } else { json.null() }
    }
}
