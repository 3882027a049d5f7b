import Domain
import HTTPTypes
import JSON
import Postgres
import Testing
import WebAPI

@testable import CommandAPI

@Suite("command-api: registration and profile")
struct RegistrationTests {
    private static let ann = #"{"email": "Ann@Example.com", "password": "a long password", "name": "Ann"}"#

    @Test("a new account is answered without its password, and is a customer's")
    func registers() async throws {
        try await CommandHost.run { host in
            let answer = try await host.send(.post, "/api/auth/register/", Self.ann)
            #expect(answer.status == 201)
            #expect(answer.headers[.location] == "/api/auth/profile/")
            #expect(answer.json["email"]?.stringValue == "Ann@Example.com")
            #expect(answer.json["role"]?.stringValue == "customer")
            #expect(!answer.text.contains("password"))
        }
    }

    @Test("of two registrations of one address at once, in whatever case, one wins and one is told so")
    func raced() async throws {
        try await CommandHost.run { host in
            async let first = host.send(.post, "/api/auth/register/", Self.ann)
            async let second = host.send(
                .post, "/api/auth/register/", Self.ann.replacing("Ann@Example.com", with: "ANN@example.com"))
            let answers = try await [first, second].sorted { $0.status < $1.status }
            #expect(answers.map(\.status) == [201, 409])
            #expect(answers[1].problem == "email-taken")
        }
    }

    @Test(
        "what does not fit is refused with the field's name",
        arguments: [
            (#"{"password": "a long password"}"#, "email"),
            (#"{"email": "ann", "password": "a long password"}"#, "email"),
            (#"{"email": "ann@example.com", "password": "short"}"#, "password"),
            (#"{"email": "ann@example.com", "password": "password"}"#, "password"),
            (#"{"email": "ann@example.com", "password": "ann@example.com"}"#, "password"),
            (#"{"email": "ann@example.com", "password": "a long password", "role": "admin"}"#, "role"),
            (#"{"email": "ann@example.com", "password": "a long password", "is_active": true}"#, "is_active"),
        ])
    func refused(body: String, field: String) async throws {
        try await CommandHost.run { host in
            let answer = try await host.send(.post, "/api/auth/register/", body)
            #expect(answer.status == 422)
            #expect(answer.json["errors"]?[field] != nil, "\(answer.text)")
            #expect(try await host.count(of: "users") == 0)
        }
    }

    @Test("a password that is no text is refused for that alone", arguments: ["{}", #"{"password": 5}"#])
    func passwordsThatAreNone(body: String) async throws {
        try await CommandHost.run { host in
            let answer = try await host.send(.post, "/api/auth/register/", body)
            #expect(answer.json["errors"]?["password"]?.arrayValue?.count == 1)
        }
    }

    @Test("a retry with the same key is answered as the first attempt was, and no hash of the password is kept")
    func retried() async throws {
        try await CommandHost.run { host in
            let first = try await host.send(.post, "/api/auth/register/", Self.ann, key: "k")
            let second = try await host.send(.post, "/api/auth/register/", Self.ann, key: "k")
            #expect(second.status == 201)
            #expect(second.text == first.text)
            #expect(second.headers[.idempotencyReplayed] == "true")
            let other = Self.ann.replacing("a long password", with: "another password")
            let reused = try await host.send(.post, "/api/auth/register/", other, key: "k")
            #expect(reused.problem == "idempotency-key-reused")
            #expect(try await host.count(of: "users") == 1)
        }
    }

    @Test("of attempts at once with one key and different passwords, one registers and the other is told of the reuse")
    func retriedAtOnce() async throws {
        try await CommandHost.run { host in
            let other = Self.ann.replacing("a long password", with: "another password")
            async let first = host.send(.post, "/api/auth/register/", Self.ann, key: "k")
            async let second = host.send(.post, "/api/auth/register/", other, key: "k")
            let answers = try await [first, second].sorted { $0.status < $1.status }
            #expect(answers.map(\.status) == [201, 422])
            #expect(answers[1].problem == "idempotency-key-reused")
        }
    }

    @Test("a PATCH changes what it names, a PUT all there is")
    func profile() async throws {
        try await CommandHost.run { host in
            let ann = try await host.person(address: "1 Main Street")
            let patched = try await host.send(.patch, "/api/auth/profile/", as: ann, #"{"name": "Ann"}"#)
            #expect(patched.status == 200)
            #expect(patched.json["address"]?.stringValue == "1 Main Street")
            #expect(patched.headers[.readAfter] != nil)
            let put = try await host.send(.put, "/api/auth/profile/", as: ann, #"{"phone": "123"}"#)
            #expect(put.json["name"]?.stringValue == "")
            #expect(put.json["address"]?.stringValue == "")
            #expect(put.json["phone"]?.stringValue == "123")
            let refused = try await host.send(.patch, "/api/auth/profile/", as: ann, #"{"email": "b@example.com"}"#)
            #expect(refused.status == 422)
        }
    }
}
