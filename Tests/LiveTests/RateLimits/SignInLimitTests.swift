import HTTPTypes
import JSON
import Passwords
import Postgres
import Testing
import WebAPI

@testable import CommandAPI

@Suite("command-api: rate limits")
struct SignInLimitTests {
    private static let password = "a long password"

    private func login(
        _ host: CommandHost, _ email: String, password: String = password
    ) async throws -> CommandHost.Answer {
        try await host.send(.post, "/api/auth/login/", #"{"email": "\#(email)", "password": "\#(password)"}"#)
    }

    @Test("past its budget a login is 429 before anything is hashed, the right password's too; others sign in")
    func account() async throws {
        let settings = ["RATE_LIMIT_ENABLED": "true", "RATE_LIMIT_LOGIN_ACCOUNT": "3/600s"]
        try await CommandHost.run(settings) { host in
            for remaining in (0..<3).reversed() {
                let answer = try await login(host, "ann@example.com", password: "a wrong password")
                #expect(answer.status == 401)
                #expect(answer.headers[.rateLimitRemaining] == "\(remaining)")
            }
            let hashes = host.dependencies.passwords.requestedCount
            for email in ["ann@example.com", " ANN@example.com"] {
                let refused = try await login(host, email)
                #expect(refused.status == 429 && refused.problem == "too-many-requests")
                #expect(refused.headers[.rateLimitLimit] == "3" && refused.headers[.rateLimitRemaining] == "0")
                #expect(refused.headers[.rateLimitReset].flatMap { Int($0) }.map { (400...600).contains($0) } == true)
                #expect(refused.headers[.retryAfter].flatMap { Int($0) }.map { (1...200).contains($0) } == true)
            }
            #expect(host.dependencies.passwords.requestedCount == hashes)
            #expect(try await login(host, "ben@example.com").status == 401)
        }
    }

    @Test("an address past its budget is refused before its body is looked at, and tells whoever signs in what is left")
    func address() async throws {
        let settings = ["RATE_LIMIT_ENABLED": "true", "RATE_LIMIT_LOGIN_ADDRESS": "2/600s"]
        try await CommandHost.run(settings) { host in
            let body = #"{"email": "ann@example.com", "password": "\#(Self.password)"}"#
            #expect(try await host.send(.post, "/api/auth/register/", body).status == 201)
            let signedIn = try await login(host, "ann@example.com")
            #expect(signedIn.status == 200 && signedIn.headers[.rateLimitRemaining] == "1")
            #expect(try await host.send(.post, "/api/auth/login/", "{").status == 400)
            let refused = try await host.send(.post, "/api/auth/login/", "{")
            #expect(refused.status == 429 && refused.headers[.retryAfter] != nil)
        }
    }

    @Test("registering is limited by address and by account, before anything is hashed")
    func register() async throws {
        let settings = ["RATE_LIMIT_ENABLED": "true", "RATE_LIMIT_REGISTER_ACCOUNT": "1/600s"]
        try await CommandHost.run(settings) { host in
            let body = #"{"email": "ann@example.com", "password": "\#(Self.password)"}"#
            let registered = try await host.send(.post, "/api/auth/register/", body)
            let hashes = host.dependencies.passwords.requestedCount
            let refused = try await host.send(.post, "/api/auth/register/", body)
            #expect(registered.status == 201 && refused.status == 429)
            #expect(host.dependencies.passwords.requestedCount == hashes)
            #expect(try await host.count(of: "users") == 1)
        }
    }

    @Test("changing a password is limited by the account that is signed in")
    func password() async throws {
        let settings = ["RATE_LIMIT_ENABLED": "true", "RATE_LIMIT_PASSWORD_ACCOUNT": "1/600s"]
        try await CommandHost.run(settings) { host in
            let ann = try await host.person(password: Self.password)
            let body = #"{"old_password": "not the old one", "new_password": "another long password"}"#
            #expect(try await host.send(.post, "/api/auth/profile/change-password/", as: ann, body).status == 422)
            #expect(try await host.send(.post, "/api/auth/profile/change-password/", as: ann, body).status == 429)
            let ben = try await host.person(password: Self.password)
            #expect(try await host.send(.post, "/api/auth/profile/change-password/", as: ben, body).status == 422)
        }
    }
}
