import Domain
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Testing

@testable import WebAPI

@Suite struct BodyTests {
    private let host = TestHost()

    @Test(
        "a body that is taken, and each way that it is not",
        arguments: [
            (#"{"name":" x "}"#, "application/json", 201, nil),
            (#"{"name":"x"}"#, "Application/JSON; charset=UTF-8", 201, nil),
            (#"{"name":"x"}"#, "text/plain", 415, "unsupported-media-type"),
            (#"{"name":"x"}"#, nil, 415, "unsupported-media-type"),
            (#"{"name":"x"}"#, "application/json; charset=latin1", 415, "unsupported-media-type"),
            (#"{"name":"x""#, "application/json", 400, "malformed-json"),
            ("", "application/json", 400, "malformed-json"),
            (String(repeating: "[", count: 40), "application/json", 400, "malformed-json"),
            (#"{"name":"a","name":"b"}"#, "application/json", 400, "malformed-json"),
            ("[1]", "application/json", 422, "validation"), ("{}", "application/json", 422, "validation"),
            (String(repeating: " ", count: 70_000), "application/json", 413, "payload-too-large"),
        ] as [(String, String?, Int, String?)])
    func bodies(body: String, contentType: String?, status: Int, problem: String?) async throws {
        var headers: HTTPFields = [:]
        headers[.contentType] = contentType
        let response = try await host.send(.post, "/api/things", headers: headers, body: body)
        #expect(response.status.code == status)
        #expect(response.json?["type"]?.stringValue == problem.map { "/problems/\($0)" })
    }

    @Test("201 says where the new thing is")
    func created() async throws {
        let response = try await host.send(.post, "/api/things", headers: .jsonBody, body: #"{"name":"x"}"#)
        #expect(response.headers[.location] == "/api/things/1/")
        #expect(response.headers[.contentType] == "application/json; charset=utf-8")
    }

    @Test("malformed JSON is told with its place")
    func place() async throws {
        let response = try await host.send(.post, "/api/things", headers: .jsonBody, body: #"{"name":x}"#)
        #expect(response.json?["offset"]?.integerValue == 8)
        #expect(response.json?["detail"]?.stringValue == "unexpected character 'x' at byte 8.")
    }
}

@Suite struct BodyFieldsTests {
    private let usd = Currency(code: "USD")

    private func fields(_ json: String) throws -> BodyFields {
        let object = try #require(try JSONParser.parse(json.utf8).objectValue)
        return BodyFields(JSONBody(bytes: Array(json.utf8), object: object))
    }

    private func errors(_ fields: BodyFields) -> FieldErrors {
        do {
            try fields.finish()
            return [:]
        } catch { return error.errors }
    }

    @Test("all that is wrong is told at once, unknown members too")
    func collects() throws {
        var fields = try fields(#"{"name":"","price":"1.234","stock":1.5,"active":"yes","isAdmin":true,"gone":null}"#)
        let currency = try #require(usd)
        _ = fields.required("name", .text(max: 10))
        _ = fields.required("price", .money(currency))
        _ = fields.required("stock", .integer(in: 0...10))
        _ = fields.required("active", .boolean)
        _ = fields.required("gone", .boolean)
        _ = fields.required("sku", .text(max: 10))
        let errors = errors(fields)
        #expect(errors["name"] == ["must not be blank"])
        #expect(errors["price"] == ["has at most 2 digits after the point"])
        #expect(errors["stock"] == ["must be an integer"])
        #expect(errors["active"] == ["must be true or false"])
        #expect(errors["gone"] == ["must not be null"])
        #expect(errors["sku"] == ["is required"])
        #expect(errors["isAdmin"] == ["is not a known field"])
    }

    @Test("text keeps its blanks, names lose those around them, and both are measured in scalars")
    func texts() throws {
        var fields = try fields(#"{"text":" x ","name":"\u2003Blå \t","flags":"🇸🇪🇸🇪","long":"abc"}"#)
        #expect(fields.required("text", .text(max: 3)) == " x ")
        #expect(fields.required("name", .name(max: 3)) == "Blå")
        #expect(fields.required("flags", .text(max: 4)) == "🇸🇪🇸🇪")
        _ = fields.required("long", .text(max: 2))
        #expect(errors(fields)["long"] == ["has at most 2 characters"])
    }

    @Test(
        "money comes as a string or a number, never with an exponent or a sign",
        arguments: [
            ("\"19.99\"", 1_999), ("19.99", 1_999), ("5", 500), ("5.500", 550), ("1e3", nil), ("-1", nil),
            ("\"1,5\"", nil),
            ("true", nil), ("1.234", nil), ("10000000000", nil),
        ] as [(String, Int64?)])
    func money(json: String, expected: Int64?) throws {
        var fields = try fields("{\"price\":\(json)}")
        let value = fields.required("price", .money(try #require(usd)))
        #expect(errors(fields).isEmpty == (expected != nil))
        if let expected { #expect(value.minorUnits == expected) }
    }

    @Test(
        "integers are whole, however they are written, and in their range",
        arguments: [
            ("0", true), ("10", true), ("11", false), ("-1", false), ("1.0", true), ("1e1", true), ("1.5", false),
            ("1e2", false), ("\"1\"", false),
            ("99999999999999999999", false),
        ])
    func integers(json: String, isTaken: Bool) throws {
        var fields = try fields("{\"stock\":\(json)}")
        _ = fields.required("stock", .integer(in: 0...10))
        #expect(errors(fields).isEmpty == isTaken)
    }

    @Test("a PATCH tells absent from null from a value")
    func updates() throws {
        var fields = try fields(#"{"a":null,"b":"x","d":null}"#)
        #expect(fields.update("a", .text(max: 5)) == .null)
        #expect(fields.update("b", .text(max: 5)) == .value("x"))
        #expect(fields.update("c", .text(max: 5)) == .absent)
        #expect(fields.change("d", .text(max: 5)) == nil)
        #expect(fields.change("e", .text(max: 5)) == nil)
        #expect(errors(fields)["d"] == ["must not be null"])
        #expect(FieldUpdate<String>.absent.applied(to: "old") == "old")
        #expect(FieldUpdate<String>.null.applied(to: "old") == nil)
    }

    @Test("references, ids, choices, addresses and lists read what they stand for")
    func kinds() throws {
        var fields = try fields(
            #"{"brand":"acme","category":12,"id":3,"role":"admin","email":" a@b.example","tags":["x","y"],"bad":"007"}"#
        )
        #expect(fields.required("brand", .reference(to: Entity.Brand.self)) == .slug("acme"))
        #expect(fields.required("category", .reference(to: Entity.Category.self)) == .id(CategoryID(12)))
        #expect(fields.required("id", .identifier(of: Entity.Product.self)) == ProductID(3))
        #expect(fields.required("role", .choice(of: Role.self)) == .admin)
        #expect(fields.required("email", .emailAddress).text == "a@b.example")
        #expect(fields.required("tags", .list(of: .text(max: 3), max: 2)) == ["x", "y"])
        _ = fields.required("bad", .reference(to: Entity.Brand.self))
        #expect(errors(fields)["bad"] == ["must be an id or a slug"])
    }
}
