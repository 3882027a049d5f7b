import Domain
import JSON
import Postgres
import ReadModels

/// An account as an admin sees it: also whether it may be used.
struct AdminUser: RowDecodable {
    let user: UserRecord
    /// The address in lower case.
    let emailKey: String

    static let columns: Statement = UserRecord.columns + ", users.email_key"
    static let tables: Statement = "users"

    static func select(_ id: UserID) -> Statement {
        let statement: Statement = "SELECT " + columns + " FROM " + tables + " WHERE users.id = \(id)"
        return statement.prepared("admin_user_by_id")
    }

    init(from row: inout Row) throws {
        user = try UserRecord(from: &row)
        emailKey = try row.next()
    }

    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in writeMembers(to: &json) }
        return json.bytes
    }

    func writeMembers(to json: inout JSONWriter) {
        json.member("id", user.id)
        json.member("email", user.email)
        json.member("name", user.name)
        json.member("phone", user.phone)
        json.member("address", user.address)
        json.member("role", user.role)
        json.member("is_active", user.isActive)
        json.member("date_joined", user.dateJoined.description)
    }
}
