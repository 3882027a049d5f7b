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

    /// All that occur in names.
    static var named: String { (adjectives + materials + things).joined(separator: " ") }

    /// Of a product with the columns `id`, `h1`, `h2` and `h3`.
    static var name: String {
        "initcap(\(pick("h2", adjectives)) || ' ' || \(pick("h3", materials)) || ' ' || \(pick("h1", things)) || ' ' || id)"
    }

    private static let syllables = words("ba be bo ca co da de fi fo ga ka la lu me mi no pa ri so tu")

    /// Of the description number `n`: fifteen of eight thousand words, as unevenly as texts of shops have them. The most
    /// frequent one is in every sixth description, the hundredth in one of 120, the thousandth in one of 370.
    static var description: String {
        """
        (SELECT string_agg(\(pick("i", syllables)) || \(pick("i / 20", syllables)) || \(pick("i / 400", syllables)), ' '
                           ORDER BY place)
         FROM (SELECT place, floor(8000 * power(abs(hashint8extended(n, place)) % 1000003 / 1000003::float8, 2))::bigint
                      AS i
               FROM generate_series(10, 24) AS place) AS drawn)
        """
    }

    private static func pick(_ number: String, _ words: [String]) -> String {
        "('{\(words.joined(separator: ","))}'::text[])[(1 + \(number) % \(words.count))::integer]"
    }

    private static func words(_ text: String) -> [String] {
        text.split { $0 == " " || $0 == "\n" }.map(String.init)
    }
}
