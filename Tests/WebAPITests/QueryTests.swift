import Domain
import Testing

@testable import WebAPI

@Suite struct QueryTests {
    private func errors(_ query: QueryParameters) -> FieldErrors {
        do {
            try query.finish()
            return [:]
        } catch { return error.errors }
    }

    @Test("values are decoded, the last of several wins, unknown ones and empty ones are ignored")
    func reads() throws {
        var query = QueryParameters(query: "a=1&a=2&b=x+y%26z&%63=true&d=&unknown=%FF&=&flag")
        #expect(query.optional("a", .integer(in: 0...9)) == 2)
        #expect(query.optional("b", .text(max: 10)) == "x y&z")
        #expect(query.optional("c", .boolean) == true)
        #expect(query.optional("d", .integer(in: 0...9)) == nil)
        #expect(query.optional("flag", .boolean) == nil)
        try query.finish()
        #expect(query.recognised.map(\.name) == ["a", "b", "c"])
    }

    @Test("repeated values are all read, up to a limit")
    func repeats() throws {
        var query = QueryParameters(query: "category=3&category=boots&category=")
        #expect(query.all("category", .reference(to: Entity.Category.self)) == [.id(CategoryID(3)), .slug("boots")])
        try query.finish()
        var many = QueryParameters(query: Array(repeating: "c=1", count: 51).joined(separator: "&"))
        _ = many.all("c", .text(max: 5))
        #expect(errors(many)["c"].count == 1)
    }

    @Test(
        "bad values are each told",
        arguments: [
            ("a=x", "must be an integer"), ("a=+1", "must be an integer"), ("a=10", "must be from 0 to 9"),
            ("a=%FF", "is not percent-encoded UTF-8 text"), ("a=%2", "is not percent-encoded UTF-8 text"),
            ("a=%00", "is not percent-encoded UTF-8 text"), ("a=1.0", "must be an integer"),
            ("a=٣", "must be an integer"),
        ])
    func refuses(text: String, message: String) {
        var query = QueryParameters(query: text)
        #expect(query.optional("a", .integer(in: 0...9)) == nil)
        #expect(errors(query)["a"] == [message])
    }

    @Test("times, amounts, choices and yes-or-no read what they should")
    func kinds() throws {
        let currency = try #require(Currency(code: "USD"))
        var query = QueryParameters(query: "t=2026-11-21T12:00:00%2B01:00&d=2026-11-21&m=5.5&r=admin&b=1&x=-1")
        #expect(query.optional("t", .timestamp)?.description == "2026-11-21T11:00:00.000Z")
        #expect(query.optional("d", .timestamp)?.description == "2026-11-21T00:00:00.000Z")
        #expect(query.optional("m", .money(currency))?.minorUnits == 550)
        #expect(query.optional("r", .choice(of: Role.self)) == .admin)
        _ = query.optional("b", .boolean)
        _ = query.optional("x", .money(currency))
        #expect(errors(query)["b"] == ["must be true or false"])
        #expect(errors(query)["x"].count == 1)
    }

    @Test("canonical encoding comes back as it went", arguments: ["a b", "ä&=%+", "😀", "", "-._~"])
    func encoding(text: String) {
        #expect(PercentCoding.decode(PercentCoding.encode(text).utf8, plusIsSpace: true) == text)
        #expect(
            PercentCoding.encode(text).utf8.allSatisfy {
                $0 < 0x80 && $0 != UInt8(ascii: "&") && $0 != UInt8(ascii: "+")
            })
    }
}
