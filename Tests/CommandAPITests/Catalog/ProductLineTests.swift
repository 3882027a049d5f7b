import Domain
import JSON
import Testing

@testable import CommandAPI

@Suite("What a line of an import file says")
struct ProductLineTests {
    private func line(_ json: String, currency: String = "USD", ignoring: Bool = false) throws -> ProductLine {
        let currency = try #require(Currency(code: currency))
        let members = try #require(try JSONParser.parse(json.utf8).objectValue)
        return try ProductLine(
            ImportRecord(line: 7, members: .success(members)),
            rules: .init(currency: currency, ignoresCurrency: ignoring))
    }

    /// A line that lacks nothing, with more members.
    private func line(with members: String) throws -> ProductLine {
        try line("{\"sku\":\"A\",\"name\":\"Boots\",\"price\":\"1.00\",\(members)}")
    }

    private func refusal(_ json: String, currency: String = "USD") -> LineRefusal? {
        do {
            _ = try line(json, currency: currency)
            return nil
        } catch {
            return error as? LineRefusal
        }
    }

    @Test("all fields")
    func allFields() throws {
        let line = try line(
            """
            {"sku":" A-1 ","name":"\u{A0}Boots  red ","description":"Warm.","brand":"Acme","price":"12.500",
             "list_price":20,"currency":"usd","image":"http://a/1.png","images":["http://a/1.png","https://a/2.png"],
             "category":["Shoes "," Winter"],"stock":"5","is_active":false,"is_featured":"yes","rating":null}
            """)
        #expect(line.line == 7)
        #expect(line.sku == "A-1")
        #expect(line.name == "Boots  red")
        #expect(line.price == Money(minorUnits: 1_250))
        #expect(line.compareAtPrice == Money(minorUnits: 2_000))
        #expect(line.category == .path(["Shoes", "Winter"]))
        #expect(line.imageURLs == ["http://a/1.png", "https://a/2.png"])
        #expect(line.stock == 5)
        #expect(line.isActive == false)
        #expect(line.isFeatured == true)
    }

    @Test("what is absent is left as it is, what is null is emptied")
    func absentAndNull() throws {
        let absent = try line("{\"sku\":\"A\",\"name\":\"B\",\"price\":1}")
        #expect(absent.description == nil)
        #expect(absent.compareAtPrice == nil)
        #expect(absent.brand == nil)
        #expect(absent.category == nil)
        #expect(absent.imageURLs == nil)
        let null = try line(
            with:
                "\"description\":null,\"list_price\":null,\"brand\":null,\"category\":null,\"image\":null,\"stock\":null"
        )
        #expect(null.description == "")
        #expect(null.compareAtPrice == .some(nil))
        #expect(null.brand == "")
        #expect(null.category == .nowhere)
        #expect(null.imageURLs == [])
        #expect(null.stock == nil)
    }

    @Test("a line without SKU, name or price is refused")
    func required() {
        #expect(refusal("{\"name\":\"B\",\"price\":1}") == .missing(field: "sku"))
        #expect(refusal("{\"sku\":\"A\",\"name\":null,\"price\":1}") == .missing(field: "name"))
        #expect(refusal("{\"sku\":\"A\",\"name\":\" \u{A0}\",\"price\":1}") == .missing(field: "name"))
        #expect(refusal("{\"sku\":\"A\",\"name\":\"B\",\"price\":null}") == .missing(field: "price"))
        #expect(refusal("{\"sku\":\"A\",\"name\":\"B\",\"price\":\"\"}") == .missing(field: "price"))
    }

    @Test("a price has the currency's digits, and no other form")
    func prices() {
        func refusal(price: String, currency: String = "USD") -> String? {
            self.refusal("{\"sku\":\"A\",\"name\":\"B\",\"price\":\(price)}", currency: currency)?.kind
        }
        #expect(refusal(price: "\"0.001\"") == "too many digits")
        #expect(refusal(price: "0.001", currency: "KWD") == nil)
        #expect(refusal(price: "\"12.00\"", currency: "JPY") == nil)
        for price in ["\"-1\"", "-1", "1e3", "\"1,5\"", "\"$5\"", "true", "[1]", "\"99999999999\""] {
            #expect(refusal(price: price) == "bad price", "\(price)")
        }
    }

    @Test("another currency is refused unless it is ignored")
    func currency() throws {
        let json = "{\"sku\":\"A\",\"name\":\"B\",\"price\":\"5\",\"currency\":\"INR\"}"
        #expect(refusal(json) == .otherCurrency("INR", shop: "USD"))
        #expect(try line(json, ignoring: true).price == Money(minorUnits: 500))
    }

    @Test("texts past their limits are refused")
    func lengths() {
        func refusal(_ name: String, length: Int) -> LineRefusal? {
            let members = ["sku": "A", "name": "B"].merging([name: String(repeating: "é", count: length)]) { $1 }
            let text = members.map { "\"\($0)\":\"\($1)\"," }.joined()
            return self.refusal("{\(text)\"price\":1}")
        }
        for (name, limit) in [("sku", 64), ("name", 500), ("description", 10_000), ("brand", 200)] {
            #expect(refusal(name, length: limit) == nil)
            #expect(refusal(name, length: limit + 1) == .tooLong(field: name, maximum: limit))
        }
    }

    @Test(
        "a category is a path of names, or in text a path with > or a slug",
        arguments: [
            ("[\"A\",\"b/c\"]", ProductLine.Place.path(["A", "b/c"])), ("[]", .nowhere), ("\"\"", .nowhere),
            ("\"Home > Kitchen>Mugs\"", .path(["Home", "Kitchen", "Mugs"])),
            ("\"winter-boots\"", .slug("winter-boots")),
            ("\"Shoes\"", .path(["Shoes"])), ("\"Men's Shoes\"", .path(["Men's Shoes"])),
        ])
    func categories(json: String, place: ProductLine.Place) throws {
        #expect(try line(with: "\"category\":\(json)").category == place)
    }

    @Test(
        "a category that could not be made is refused",
        arguments: [
            "[\"A\",\"\"]", "[\"A\",null]", "\"A > > B\"",
            "[\(Array(repeating: "\"a\"", count: 17).joined(separator: ","))]",
        ])
    func badCategories(json: String) {
        #expect(refusal("{\"sku\":\"A\",\"name\":\"B\",\"price\":1,\"category\":\(json)}")?.kind == "bad category")
    }

    @Test("stock, flags and images of another kind are refused")
    func otherKinds() {
        for (members, kind) in [
            ("\"stock\":-1", "bad stock"), ("\"stock\":1.5", "bad stock"), ("\"stock\":\"many\"", "bad stock"),
            ("\"is_active\":\"perhaps\"", "bad is_active"), ("\"images\":[1]", "bad images"),
            ("\"image\":\"javascript:alert(1)\"", "bad images"), ("\"description\":5", "bad description"),
        ] {
            #expect(refusal("{\"sku\":\"A\",\"name\":\"B\",\"price\":1,\(members)}")?.kind == kind, "\(members)")
        }
    }
}
