import Domain
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import Postgres
import Testing

@testable import CommandAPI

@Suite("Admin: users")
struct AdminUserTests {
    private func makeUser(
        _ name: String, role: Role = .customer, isActive: Bool = true, on host: AdminHost
    ) async throws -> UserID {
        let email = "\(name)@Example.org"
        return try await host.database.one(
            """
            INSERT INTO users (email, email_key, password_hash, name, role, is_active)
            VALUES (\(email), \(email.lowercased()), 'secret', \(name), \(role), \(isActive))
            RETURNING id
            """, as: UserID.self)
    }

    private func makeSession(of user: UserID, on host: AdminHost) async throws {
        try await host.database.execute(
            "INSERT INTO sessions (user_id, expires_at) VALUES (\(user), now() + interval '1 day')")
    }

    private func liveSessions(of user: UserID, on host: AdminHost) async throws -> Int {
        try await host.database.one(
            "SELECT count(*) FROM sessions WHERE user_id = \(user) AND revoked_at IS NULL", as: Int.self)
    }

    @Test("accounts are found by parts of address and name, by role and by use, in each order")
    func list() async throws {
        try await AdminHost.with { host in
            let ann = try await makeUser("Ann", on: host)
            let bob = try await makeUser("Bob", role: .admin, on: host)
            let cid = try await makeUser("Cid", isActive: false, on: host)
            func ids(_ query: String) async throws -> [Int64] {
                let page = try await host.send(.get, "users/?\(query)").json
                return page["results"]?.arrayValue?.map(\.id) ?? []
            }
            let (a, b, c) = (ann.rawValue, bob.rawValue, cid.rawValue)
            #expect(try await ids("search=ANN") == [a])
            #expect(try await ids("search=ann%20example.org") == [a])
            #expect(try await ids("search=ann%20bob").isEmpty)
            #expect(try await ids("search=%25").isEmpty)
            #expect(try await ids("search=example.org&role=admin") == [b])
            #expect(try await ids("is_active=false") == [c])
            #expect(try await ids("search=@example.org&ordering=email") == [a, b, c])
            #expect(try await ids("search=@example.org&ordering=-name") == [c, b, a])
            #expect(try await ids("search=@example.org") == [c, b, a])
            #expect(try await ids("role=nobody").isEmpty)
            let page = try await host.send(.get, "users/?search=example.org&page_size=2&ordering=email").json
            let cursor = try #require(page["next_cursor"]?.stringValue)
            #expect(try await ids("search=example.org&page_size=2&ordering=email&cursor=\(cursor)") == [c])
            #expect(try await host.send(.get, "users/?role=nobody").status == .unprocessableContent)
        }
    }

    @Test("names are compared and ordered as people do, whatever their script")
    func names() async throws {
        try await AdminHost.with { host in
            let users = [
                try await makeUser("zoë", on: host), try await makeUser("Ärztin", on: host),
                try await makeUser("Bob", on: host), try await makeUser("ОЛЬГА", on: host),
            ].map(\.rawValue)
            func ids(_ query: String) async throws -> [Int64] {
                let page = try await host.send(.get, "users/?\(query)").json
                return page["results"]?.arrayValue?.map(\.id) ?? []
            }
            #expect(try await ids("search=%C3%A4RZT") == [users[1]])
            #expect(try await ids("search=%D0%BE%D0%BB%D1%8C") == [users[3]])
            #expect(try await ids("search=example.org&ordering=name") == [users[1], users[2], users[0], users[3]])
            let page = try await host.send(.get, "users/?search=example.org&ordering=name&page_size=1").json
            let cursor = try #require(page["next_cursor"]?.stringValue)
            #expect(
                try await ids("search=example.org&ordering=name&page_size=2&cursor=\(cursor)") == [users[2], users[0]])
        }
    }

    @Test("an account is shown without its password, with an entity tag")
    func show() async throws {
        try await AdminHost.with { host in
            let ann = try await makeUser("Ann", on: host)
            let answer = try await host.send(.get, "users/\(ann)/")
            #expect(answer.status == .ok)
            #expect(try answer.json["is_active"] == .bool(true))
            #expect(!String(buffer: answer.body).contains("secret"))
            let etag = try #require(answer.headers[.eTag])
            #expect(try await host.send(.get, "users/\(ann)/", headers: [.ifNoneMatch: etag]).status == .notModified)
            #expect(try await host.send(.get, "users/999/").status == .notFound)
            #expect(try await host.send(.get, "users/ann/").status == .notFound)
        }
    }

    @Test("a deactivation and another role end the account's sessions; what stays as it is ends none")
    func endsSessions() async throws {
        try await AdminHost.with { host in
            let ann = try await makeUser("Ann", on: host)
            try await makeSession(of: ann, on: host)
            try await host.forgetEvents()
            try await host.write(.patch, "users/\(ann)/", #"{"is_active":true,"role":"customer"}"#)
            try await host.write(.patch, "users/\(ann)/", "{}")
            #expect(try await liveSessions(of: ann, on: host) == 1)
            #expect(try await host.write(.patch, "users/\(ann)/", #"{"role":"admin"}"#)["role"] == .string("admin"))
            #expect(try await liveSessions(of: ann, on: host) == 0)
            #expect(try await host.events().map(\.kind) == ["session.ended"])
            try await makeSession(of: ann, on: host)
            let changed = try await host.write(.patch, "users/\(ann)/", #"{"is_active":false}"#)
            #expect(changed["is_active"] == .bool(false))
            #expect(try await liveSessions(of: ann, on: host) == 0)
            try await host.write(.patch, "users/\(ann)/", #"{"is_active":true}"#)
        }
    }

    @Test("what is not known of an account is refused, and nothing changes")
    func refusals() async throws {
        try await AdminHost.with { host in
            let ann = try await makeUser("Ann", on: host)
            for body in [#"{"email":"x@example.org"}"#, #"{"role":"owner"}"#, #"{"role":null}"#, #"{"is_active":1}"#] {
                #expect(try await host.send(.patch, "users/\(ann)/", body).status == .unprocessableContent)
            }
            let stale: HTTPFields = [.ifMatch: "\"another\""]
            let answer = try await host.send(.patch, "users/\(ann)/", #"{"role":"admin"}"#, headers: stale)
            #expect(answer.status == .preconditionFailed)
            #expect(try await host.send(.patch, "users/999/", #"{"role":"admin"}"#).status == .notFound)
            #expect(try await host.send(.patch, "users/\(ann)/", "{}", role: .customer).status == .forbidden)
            #expect(try await host.send(.get, "users/\(ann)/").json["role"] == .string("customer"))
        }
    }

    @Test("the last active admin stays one")
    func lastAdmin() async throws {
        try await AdminHost.with { host in
            _ = try await makeUser("Old", role: .admin, isActive: false, on: host)
            for body in [#"{"role":"customer"}"#, #"{"is_active":false}"#] {
                #expect(try await host.send(.patch, "users/\(host.adminID)/", body).problem == "conflict")
            }
            try await host.write(.patch, "users/\(host.adminID)/", #"{"role":"admin"}"#)
        }
    }

    @Test("of admins who demote each other at once, one stays")
    func mutualDemotion() async throws {
        try await AdminHost.with { host in
            let bob = try await makeUser("Bob", role: .admin, on: host)
            let cid = try await makeUser("Cid", role: .admin, on: host)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for user in [bob, cid, host.adminID] {
                    group.addTask {
                        let change = ChangeUser(user: user, role: .customer, isActive: nil)
                        do {
                            try await host.database.transaction { transaction in
                                try await change.lock(on: transaction)
                                try await change.run(on: transaction)
                            }
                        } catch ChangeUser.Refused.lastAdmin {}
                    }
                }
                try await group.waitForAll()
            }
            let left = try await host.database.one(
                "SELECT count(*) FROM users WHERE role = 'admin' AND is_active", as: Int.self)
            #expect(left == 1)
        }
    }
}
