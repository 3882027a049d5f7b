import Domain
import JSON
import Postgres

/// A person's account, without its password hash, as both daemons answer it.
package struct UserRecord: RowDecodable {
    package let id: UserID
    package let email: String
    package let name: String
    package let phone: String
    package let address: String
    package let role: Role
    package let isActive: Bool
    package let dateJoined: Timestamp

    /// The columns that `init(from:)` reads, in its order, of `users`.
    package static let columns: Statement = """
        users.id, users.email, users.name, users.phone, users.address, users.role, users.is_active, users.date_joined
        """

    package static func select(id: UserID) -> Statement {
        let statement: Statement = "SELECT " + columns + " FROM users WHERE users.id = \(id)"
        return statement.pointRead("user_by_id")
    }

    package init(from row: inout Row) throws(PostgresError) {
        id = try row.next()
        email = try row.next()
        name = try row.next()
        phone = try row.next()
        address = try row.next()
        role = try row.nextEnumeration()
        isActive = try row.next()
        dateJoined = try row.next()
    }

    package var json: [UInt8] {
        var json = JSONWriter()
        write(to: &json)
        return json.bytes
    }
}

extension UserRecord: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("email", email)
            json.member("name", name)
            json.member("phone", phone)
            json.member("address", address)
            json.member("role", role)
            json.member("date_joined", dateJoined.description)
        }
    }
}
