import Domain
import Testing

@Suite("Slugs, e-mail addresses and ids")
struct TextValueTests {
    @Test(
        "a slug made from a name reads well and collides with neither an id nor a route",
        arguments: [
            ("Alisha Solid Women's Cycling Shorts", "alisha-solid-womens-cycling-shorts"), ("90210", "product-90210"),
            ("featured", "product-featured"), ("Facets", "product-facets"), ("-", "product"), ("🎁", "product"),
            ("", "product"), ("  Crème   brûlée! ", "crème-brûlée"), ("Чай №5", "чай-5"), ("a--b__c", "a-b-c"),
        ])
    func makesSlugs(name: String, slug: String) {
        #expect(Slug(naming: name, fallback: "product").text == slug)
    }

    @Test("a slug made from any name is one that a person could have chosen")
    func madeSlugsAreValid() {
        let pieces = ["a", "Z", "9", "-", " ", "é", "ß", "İ", "🎁", "'", "中", "/", "%", "\u{0}", "featured"]
        for _ in 0..<2_000 {
            let name = (0..<Int.random(in: 0...60)).map { _ in pieces.randomElement() ?? "" }.joined()
            let slug = Slug(naming: name, fallback: "product")
            #expect(Slug(parsing: slug.text) == slug, "\(name.debugDescription) gave \(slug.text.debugDescription)")
            #expect(slug.numbered(12_345).count <= Slug.maximumLength)
        }
    }

    @Test(
        "a slug made from a name can be asked for, however many scalars its characters have",
        arguments: [
            String(repeating: "नमस्ते ", count: 30), String(repeating: "a\u{301}", count: 90),
            "b" + String(repeating: "\u{1D165}", count: 300), String(repeating: "7", count: 120),
        ])
    func madeSlugsAreReachable(name: String) {
        let slug = Slug(naming: name, fallback: "product")
        for text in [slug.text, slug.numbered(2)] {
            #expect(text.unicodeScalars.count <= Slug.maximumLength)
            #expect(Reference<Entity.Product>(parsing: text) == .slug(text), "\(text)")
        }
    }

    @Test(
        "a slug that would be taken for an id or a route, or is not in its plain form, is refused",
        arguments: [
            "", "12", "featured", "Boots", "a b", "-a", "a-", "a--b", "a/b", String(repeating: "a", count: 101),
        ])
    func refusesSlugs(text: String) {
        #expect(Slug(parsing: text) == nil)
    }

    @Test("an address is taken as it was typed and compared without case")
    func takesAddresses() throws {
        let address = try #require(EmailAddress(parsing: " Ada.Lovelace+shop@Example.co.uk "))
        #expect(address.text == "Ada.Lovelace+shop@Example.co.uk")
        #expect(address.key == "ada.lovelace+shop@example.co.uk")
    }

    @Test(
        "what cannot be an address is refused",
        arguments: [
            "", "a", "a@b", "@b.c", "a@", "a@@b.c", "a b@c.de", "a@b..c", ".a@b.c", "a.@b.c", "a..b@c.de", "<a@b.c>",
            "a@-b.c", "a@b.c\u{0}", "a@b.c\n", String(repeating: "a", count: 65) + "@b.c",
            "a@" + String(repeating: "b.", count: 130) + "c",
        ])
    func refusesAddresses(text: String) {
        #expect(EmailAddress(parsing: text) == nil)
    }

    @Test("an id is a positive decimal without decoration")
    func ids() {
        #expect(ProductID(parsing: "42")?.rawValue == 42)
        #expect(ProductID(parsing: "9223372036854775807")?.rawValue == .max)
        for text in ["", "0", "-1", "+1", "01", "1.0", " 1", "9223372036854775808", "١"] {
            #expect(ProductID(parsing: text) == nil, "\(text)")
        }
    }

    @Test("an order goes from pending to shipped to delivered, or from pending to cancelled, and nowhere else")
    func transitions() {
        let allowed = OrderStatus.allCases.flatMap { status in status.allowedNext.map { [status, $0] } }
        #expect(allowed == [[.pending, .shipped], [.pending, .cancelled], [.shipped, .delivered]])
    }
}
