import Domain
import HTTPTypes
import Postgres
import Testing
import WebAPI

@testable import CommandAPI

@Suite("command-api: who may call")
struct AuthorisationTests {
    @Test("every route that is not public refuses who is not signed in, and admins' routes refuse customers")
    func everyRoute() async throws {
        try await CommandHost.run { host in
            let customer = try await host.person()
            for route in host.routes where route.access != .public {
                let path = route.path.replacing("{id}", with: "1")
                let anonymous = try await host.send(route.method, path)
                #expect(anonymous.status == 401, "\(route)")
                #expect(anonymous.headers[.wwwAuthenticate] != nil, "\(route)")
                guard route.access == .admin else { continue }
                #expect(try await host.send(route.method, path, as: customer).status == 403, "\(route)")
            }
        }
    }

    @Test("a token is refused once its session was revoked, has expired, or its user is not active")
    func endedSessions() async throws {
        try await CommandHost.run { host in
            let endings: [(Person) -> String] = [
                { "UPDATE sessions SET revoked_at = now() WHERE id = \($0.session)" },
                { "UPDATE sessions SET expires_at = now() WHERE id = \($0.session)" },
                { "UPDATE users SET is_active = false WHERE id = \($0.id)" },
            ]
            for ending in endings {
                let person = try await host.person()
                #expect(try await host.send(.delete, "/api/cart/clear/", as: person).status == 200)
                try await host.database.execute(Statement(unsafeSQL: ending(person)))
                let answer = try await host.send(.delete, "/api/cart/clear/", as: person)
                #expect(answer.problem == "invalid-token")
            }
        }
    }

    @Test("a role is the database's of this moment, whatever the token says")
    func changedRole() async throws {
        try await CommandHost.run { host in
            let person = try await host.person(role: .admin)
            #expect(try await host.dependencies.sessionCheck.identity(person.token)?.role == .admin)
            try await host.database.execute("UPDATE users SET role = 'customer' WHERE id = \(person.id)")
            #expect(try await host.dependencies.sessionCheck.identity(person.token)?.role == .customer)
        }
    }
}
