import Domain
import HTTPTypes
import JSON
import Passwords
import Postgres
import TestSupport
import Testing
import Tokens
import WebAPI

@testable import CommandAPI

@Suite("command-api: sign-in and sessions")
struct SessionTests {
    private static let password = "a long password"

    private struct Tokens {
        let access: String
        let refresh: String

        init(_ answer: CommandHost.Answer) throws {
            access = try #require(answer.json["access"]?.stringValue, "\(answer.text)")
            refresh = try #require(answer.json["refresh"]?.stringValue)
        }
    }

    private func register(_ host: CommandHost, _ email: String = "ann@example.com") async throws {
        let body = #"{"email": "\#(email)", "password": "\#(Self.password)"}"#
        #expect(try await host.send(.post, "/api/auth/register/", body).status == 201)
    }

    private func login(
        _ host: CommandHost, _ email: String = "ann@example.com", password: String = password
    ) async throws -> CommandHost.Answer {
        try await host.send(.post, "/api/auth/login/", #"{"email": "\#(email)", "password": "\#(password)"}"#)
    }

    private func refresh(_ host: CommandHost, _ token: String) async throws -> CommandHost.Answer {
        try await host.send(.post, "/api/auth/refresh/", #"{"refresh": "\#(token)"}"#)
    }

    private func isGood(_ host: CommandHost, _ access: String) async throws -> Bool {
        try await host.send(.post, "/api/auth/verify/", #"{"token": "\#(access)"}"#).status == 200
    }

    @Test("signing in gives a pair of tokens and the person, whatever the case of the address")
    func signsIn() async throws {
        try await CommandHost.run { host in
            try await register(host)
            let answer = try await login(host, "ANN@example.com")
            #expect(answer.status == 200)
            #expect(answer.json["token_type"]?.stringValue == "Bearer")
            #expect(answer.json["expires_in"]?.integerValue == 900)
            #expect(answer.json["user"]?["email"]?.stringValue == "ann@example.com")
            let tokens = try Tokens(answer)
            #expect(try await isGood(host, tokens.access))
            let stored = try await host.database.one("SELECT token_hash FROM refresh_tokens", as: [UInt8].self)
            #expect(stored == OpaqueToken(parsing: tokens.refresh)?.digest)
        }
    }

    @Test("an unknown address, a wrong password, an inactive account and no address at all get the same answer")
    func refusals() async throws {
        try await CommandHost.run { host in
            try await register(host)
            try await register(host, "gone@example.com")
            try await host.database.execute("UPDATE users SET is_active = false WHERE email_key = 'gone@example.com'")
            let answers = [
                try await login(host, "nobody@example.com"),
                try await login(host, password: "another password"),
                try await login(host, "gone@example.com"),
                try await login(host, "not an address"),
            ]
            for answer in answers {
                #expect(answer.status == 401)
                #expect(answer.problem == "invalid-credentials")
                #expect(answer.json.objectValue?.names == answers[0].json.objectValue?.names)
            }
            #expect(try await host.count(of: "sessions") == 0)
        }
    }

    @Test("a refresh token is good once; when it comes again, its whole session ends")
    func reuse() async throws {
        try await CommandHost.run { host in
            try await register(host)
            let first = try Tokens(try await login(host))
            let second = try Tokens(try await refresh(host, first.refresh))
            #expect(second.refresh != first.refresh)
            #expect(try await isGood(host, second.access))
            #expect(try await refresh(host, first.refresh).problem == "invalid-token")
            #expect(try await !isGood(host, first.access))
            #expect(try await !isGood(host, second.access))
            #expect(try await refresh(host, second.refresh).status == 401)
            #expect(try await host.eventKinds() == ["session.ended"])
        }
    }

    @Test("of two refreshes with one token at once, at most one gets a pair, and the session ends")
    func racedRefresh() async throws {
        try await CommandHost.run { host in
            try await register(host)
            let tokens = try Tokens(try await login(host))
            async let one = refresh(host, tokens.refresh)
            async let other = refresh(host, tokens.refresh)
            #expect(try await [one.status, other.status].sorted() == [200, 401])
            #expect(try await !isGood(host, tokens.access))
        }
    }

    @Test("logging out ends the session, and again changes nothing; an unknown token is refused")
    func logout() async throws {
        try await CommandHost.run { host in
            try await register(host)
            let tokens = try Tokens(try await login(host))
            let body = #"{"refresh": "\#(tokens.refresh)"}"#
            #expect(try await host.send(.post, "/api/auth/logout/", body).status == 204)
            #expect(try await !isGood(host, tokens.access))
            #expect(try await refresh(host, tokens.refresh).status == 401)
            #expect(try await host.send(.post, "/api/auth/logout/", body).status == 204)
            #expect(try await host.eventKinds() == ["session.ended"])
            let unknown = #"{"refresh": "\#(OpaqueToken().text)"}"#
            #expect(try await host.send(.post, "/api/auth/logout/", unknown).status == 401)
        }
    }

    @Test("a changed password ends all other sessions and is the one that counts; a retry is not a wrong password")
    func changedPassword() async throws {
        try await CommandHost.run { host in
            let here = try await host.person(password: Self.password)
            let there = try await host.session(of: here.id)
            let path = "/api/auth/profile/change-password/"
            let wrong = #"{"old_password": "wrong one", "new_password": "another password"}"#
            #expect(try await host.send(.post, path, as: here, wrong).json["errors"]?["old_password"] != nil)
            let weak = #"{"old_password": "\#(Self.password)", "new_password": "12345678"}"#
            #expect(try await host.send(.post, path, as: here, weak).json["errors"]?["new_password"] != nil)
            let right = #"{"old_password": "\#(Self.password)", "new_password": "another password"}"#
            #expect(try await host.send(.post, path, as: here, right, key: "k").status == 204)
            #expect(try await isGood(host, here.token))
            #expect(try await !isGood(host, there.token))
            #expect(try await host.eventKinds() == ["session.ended"])
            let retry = try await host.send(.post, path, as: here, right, key: "k")
            #expect(retry.status == 204)
            #expect(retry.headers[.idempotencyReplayed] == "true")
            let other = #"{"old_password": "another password", "new_password": "a third password"}"#
            let reused = try await host.send(.post, path, as: here, other, key: "k")
            #expect(reused.problem == "idempotency-key-reused")
        }
    }

    @Test("a person ends their own sessions by id, and nobody else's")
    func endsSession() async throws {
        try await CommandHost.run { host in
            let here = try await host.person()
            let there = try await host.session(of: here.id)
            let other = try await host.person()
            #expect(try await host.send(.delete, "/api/auth/sessions/\(other.session)/", as: here).status == 404)
            #expect(try await host.send(.delete, "/api/auth/sessions/\(there.session)/", as: here).status == 204)
            #expect(try await !isGood(host, there.token))
            #expect(try await host.send(.delete, "/api/auth/sessions/\(there.session)/", as: here).status == 404)
            #expect(try await isGood(host, other.token))
        }
    }

    @Test("past 100 live sessions, the one that was unused for longest ends")
    func bounded() async throws {
        try await CommandHost.run { host in
            try await register(host)
            let user = try await host.database.one("SELECT id FROM users", as: UserID.self)
            try await host.database.execute(
                """
                INSERT INTO sessions (user_id, expires_at, last_used_at)
                SELECT \(user), now() + interval '1 day', now() - n * interval '1 minute' FROM generate_series(1, 105) n
                """)
            #expect(try await login(host).status == 200)
            #expect(try await host.count(of: "sessions WHERE revoked_at IS NULL") == Login.sessionsPerUser)
            let ended = try await host.database.query(
                "SELECT id FROM sessions WHERE revoked_at IS NOT NULL ORDER BY id", as: Int.self)
            #expect(ended == Array(100...105))
        }
    }

    @Test("a hash of weaker settings is replaced when its owner signs in")
    func rehash() async throws {
        try await CommandHost.run { host in
            try await register(host)
            let weak = PasswordHasher(parameters: try #require(ScryptParameters(logN: 10, r: 8, p: 1)))
            try await host.database.execute("UPDATE users SET password_hash = \(try await weak.hash(Self.password))")
            #expect(try await login(host).status == 200)
            let hash = try await host.database.one("SELECT password_hash FROM users", as: String.self)
            #expect(try await host.dependencies.passwords.verify(Self.password, against: hash) == .valid)
            #expect(try await login(host).status == 200)
        }
    }

    @Test("when too many hashes wait, the next is told to come again")
    func poolFull() async throws {
        try await CommandHost.run(["PASSWORD_HASH_THREADS": "1", "PASSWORD_HASH_QUEUE": "1"]) { host in
            try await eventually("three hash at once, and are too many") {
                let answers = try await withThrowingTaskGroup { group in
                    for _ in 0..<8 { group.addTask { try await login(host, "nobody@example.com") } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                let busy = answers.filter { $0.status == 503 }
                #expect(busy.allSatisfy { $0.problem == "busy" && $0.headers[.retryAfter] != nil })
                #expect(answers.contains { $0.status == 401 })
                return !busy.isEmpty
            }
        }
    }

    @Test("a socket ticket is stored only as a digest, for half a minute")
    func ticket() async throws {
        try await CommandHost.run { host in
            let person = try await host.person()
            let answer = try await host.send(.post, "/api/auth/ws-ticket/", as: person)
            #expect(answer.json["expires_in"]?.integerValue == 30)
            let ticket = try #require(answer.json["ticket"]?.stringValue.flatMap(OpaqueToken.init(parsing:)))
            let (digest, session, isShort) = try await host.database.one(
                "SELECT ticket_hash, session_id, expires_at <= now() + interval '30 seconds' FROM socket_tickets",
                as: ([UInt8], SessionID, Bool).self)
            #expect(digest == ticket.digest)
            #expect(session == person.session)
            #expect(isShort)
        }
    }
}
