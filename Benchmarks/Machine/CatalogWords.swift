/// What the products are called, as expressions of SQL.
enum CatalogWords {
    static let adjectives = words(
        """
        arc slim folding quiet solid woven bright matte narrow deep soft grand compact simple heavy light round square
        tall low warm cool rough smooth
        """)
    static let materials = words(
        "oak steel linen glass wool cork brass copper felt bamboo marble cotton leather paper walnut clay")
    static let things = words(
        """
        lamp chair table shelf bowl kettle rug clock vase stool desk basket mirror bench tray pitcher blanket cushion
        frame hook ladder candle curtain cabinet bottle mug plate knife board pan pot towel crate box bag stand rack
        screen broom bin
        """)

    /// Of a product with the columns `id`, `h1`, `h2` and `h3`.
    static var name: String {
        "initcap(\(pick("h2", adjectives)) || ' ' || \(pick("h3", materials)) || ' ' || \(pick("h1", things)) || ' ' || id)"
    }

    /// Of the description number `n`: forty words.
    static var description: String {
        """
        (SELECT string_agg(\(pick("abs(hashint8extended(n, word))", adjectives + materials + things)), ' ' ORDER BY word)
         FROM generate_series(10, 49) AS word)
        """
    }

    private static func pick(_ number: String, _ words: [String]) -> String {
        "('{\(words.joined(separator: ","))}'::text[])[(1 + \(number) % \(words.count))::integer]"
    }

    private static func words(_ text: String) -> [String] {
        text.split { $0 == " " || $0 == "\n" }.map(String.init)
    }
}
