import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Testing

@testable import WebAPI

@Suite struct ProblemTests {
    private let host = TestHost()

    @Test("a problem has its members, its errors per field and its extensions")
    func members() throws {
        let problem = Problem(.insufficientStock, detail: "Only 3 left.", errors: ["quantity": "is too much"])
            .with("available", 3)
            .with("items") { json in json.array { json in json.value(1) } }
        let body = String(decoding: problem.body(requestID: "abc"), as: UTF8.self)
        #expect(
            body == #"{"type":"/problems/insufficient-stock","title":"Not enough in stock","status":409,"#
                + #""detail":"Only 3 left.","request_id":"abc","errors":{"quantity":["is too much"]},"available":3,"items":[1]}"#
        )
    }

    @Test("every kind has a slug of its own, a title and an error status", arguments: ProblemType.allCases)
    func kinds(type: ProblemType) {
        #expect(type.rawValue.allSatisfy { $0.isLowercase || $0 == "-" })
        #expect(!type.title.isEmpty)
        #expect((400..<600).contains(type.status.code))
        #expect(ProblemType(status: type.status).status == type.status)
    }

    @Test("503 says when to try again, 401 how to sign in, unless told otherwise")
    func headers() {
        #expect(Problem(.unavailable).response(requestID: nil).headers[.retryAfter] == "1")
        #expect(Problem(.tooManyRequests, retryAfter: 30).response(requestID: nil).headers[.retryAfter] == "30")
        #expect(Problem(.unauthorized).response(requestID: nil).headers[.wwwAuthenticate] == "Bearer")
        #expect(
            Problem(.invalidToken).response(requestID: nil).headers[.wwwAuthenticate]
                == "Bearer error=\"invalid_token\"")
    }

    @Test("an unknown error is a bare 500: nothing of it shows")
    func unknownError() async throws {
        let response = try await host.send(.get, "/surprise")
        #expect(response.status == .internalServerError)
        #expect(!response.text.contains("hunter2"))
        #expect(response.json?["type"]?.stringValue == "/problems/internal")
        #expect(response.json?["request_id"]?.stringValue == response.headers[.requestID])
    }

    @Test("an infrastructure error becomes the problem the daemon names")
    func translated() async throws {
        let response = try await host.send(.get, "/away")
        #expect(response.status == .serviceUnavailable)
        #expect(response.headers[.retryAfter] == "1")
        #expect(response.json?["detail"]?.stringValue == "Try again soon.")
    }

    @Test("the framework's own errors are problems too, without its words")
    func frameworkError() async throws {
        let response = try await host.send(.get, "/framework")
        #expect(response.status == .badRequest)
        #expect(response.json?["type"]?.stringValue == "/problems/bad-request")
        #expect(!response.text.contains("internal words"))
    }
}
