import TestSupport
import Testing

@testable import Postgres

@Suite("Connecting")
struct ConfigurationTests {
    private let url = "postgresql://shop:hunter2@one:5432,two:5433/tandem?target_session_attrs=read-write"

    @Test("each attempt begins with another host, and keeps hosts and ports together")
    func rotation() throws {
        let parameters = try ConnectionParameters(url: url)
        let rotated = parameters.rotated(by: 1)
        #expect(rotated["host"] == "two,one")
        #expect(rotated["port"] == "5433,5432")
        #expect(parameters.rotated(by: 2)["host"] == "one,two")
        #expect(rotated["target_session_attrs"] == "read-write")
    }

    @Test("sessions have the server's deadlines, besides the options of the URL")
    func options() throws {
        let parameters = try ConnectionParameters(
            DatabaseConfiguration(url: "postgresql://h/d?options=-c%20jit%3Doff", applicationName: "query-api"))
        #expect(
            parameters["options"]
                == "-c jit=off -c idle_in_transaction_session_timeout=10000 -c lock_timeout=3000 "
                + "-c statement_timeout=3500 -c timezone=UTC -c jit=off")
        #expect(parameters["application_name"] == "query-api")
    }

    @Test("what a server has to be is the URL's to say first")
    func sessionTarget() throws {
        for (query, target) in [("", "standby"), ("?target_session_attrs=any", "any")] {
            var configuration = DatabaseConfiguration(url: "postgresql://h/d\(query)")
            configuration.sessionTarget = "standby"
            #expect(try ConnectionParameters(configuration)["target_session_attrs"] == target)
        }
        #expect(try ConnectionParameters(DatabaseConfiguration(url: "postgresql://h/d"))["target_session_attrs"] == nil)
    }

    @Test("neither a configuration nor the complaint about its URL shows the password")
    func secrecy() {
        let configuration = DatabaseConfiguration(url: url)
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!"\(configuration) \(String(reflecting: configuration)) \(dumped)".contains("hunter2"))
        let error = #expect(throws: InvalidDatabaseURL.self) {
            try ConnectionParameters(url: "postgresql://shop:hunter2@[one/tandem")
        }
        #expect(error.map { !"\($0)".contains("hunter2") } == true)
    }

    @Test("waits between attempts double from 50 ms to 2 s, less up to half of it")
    func backoff() {
        var generator = SeededGenerator(seed: 1)
        var backoff = Backoff()
        var ceiling = Duration.milliseconds(50)
        for _ in 0..<10 {
            let wait = backoff.next(using: &generator)
            #expect(wait >= ceiling / 2 && wait <= ceiling)
            ceiling = min(ceiling * 2, .seconds(2))
        }
        backoff.reset()
        #expect(backoff.next(using: &generator) <= .milliseconds(50))
    }
}

@Suite("Errors")
struct ErrorTests {
    @Test("an error's description has neither the detail nor a message that quotes input")
    func secrecy() {
        let unique = PostgresError.server(
            ServerError(
                sqlState: .uniqueViolation, message: "duplicate key value violates unique constraint \"users_email\"",
                detail: "Key (email)=(ada@example.com) already exists.", constraint: "users_email", table: "users"))
        let invalid = PostgresError.server(
            ServerError(
                sqlState: .invalidTextRepresentation, message: "invalid input syntax for type bigint: \"hunter2\""))
        let text = "\(unique) \(invalid) \(String(reflecting: unique))"
        #expect(!text.contains("ada@example.com"))
        #expect(!text.contains("hunter2"))
        #expect(text.contains("users_email"))
        #expect(unique.violatedConstraint == "users_email")
        #expect(invalid.violatedConstraint == nil)
    }

    @Test("what may succeed a little later is told from what never will")
    func transience() {
        #expect(PostgresError.unavailable.isTransient)
        #expect(PostgresError.server(ServerError(sqlState: .diskFull, message: "")).isTransient)
        #expect(!PostgresError.server(ServerError(sqlState: .checkViolation, message: "")).isTransient)
    }
}
