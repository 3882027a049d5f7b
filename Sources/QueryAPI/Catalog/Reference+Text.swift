import Domain
import Postgres
import WebAPI

extension Reference {
    /// As it stands in an address.
    var text: String {
        switch self {
        case .id(let id): "\(id)"
        case .slug(let slug): slug
        }
    }

    /// Whether it is a slug that the thing does not have any more.
    func isOutdated(by slug: String) -> Bool {
        if case .slug(let asked) = self { asked != slug } else { false }
    }

    /// The SQL for the id that is meant: of what has the slug now, or else of the last one that had it. Null for a slug
    /// that nothing ever had.
    func id(in named: NamedThings) -> Statement {
        switch self {
        case .id(let id): "\(id)"
        case .slug(let slug):
            """
            coalesce((SELECT t.id FROM \(named.table) t WHERE t.slug = \(slug)),
                     (SELECT o.entity_id FROM old_slugs o WHERE o.kind = \(named.rawValue) AND o.slug = \(slug)))
            """
        }
    }
}

extension Array {
    /// The same for the same things, in whatever order they are named.
    func key<Entity>() -> String where Element == Reference<Entity> {
        // No text has a NUL in it.
        Set(map(\.text)).sorted().joined(separator: "\0")
    }

    /// The SQL for the ids that are meant, for `IN (…)`.
    func ids<Entity>(in named: NamedThings) -> Statement where Element == Reference<Entity> {
        map { $0.id(in: named) }.joined(separator: ", ")
    }
}

/// What has a slug. The raw value is `old_slugs.kind`.
enum NamedThings: String, Sendable {
    case products = "product"
    case categories = "category"
    case brands = "brand"

    var table: Statement {
        switch self {
        case .products: "products"
        case .categories: "categories"
        case .brands: "brands"
        }
    }

    /// Where one of them is shown, as redirects say it.
    func path(_ slug: String) -> String {
        let collection =
            switch self {
            case .products: "products"
            case .categories: "categories"
            case .brands: "brands"
            }
        return "/api/\(collection)/\(PercentCoding.encode(slug))/"
    }
}
