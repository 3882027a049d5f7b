import Domain
import Hummingbird
import Postgres
import WebAPI

/// One page of an admin's list, straight from the primary.
struct AdminPage<Record: RowDecodable>: Sendable {
    let records: [Record]
    /// Of all pages together.
    let count: Int

    /// The answer. Throws 404 for a page past the end.
    func response(
        path: String, query: QueryParameters, pagination: Pagination, json: (Record) -> [UInt8]
    ) throws -> Response {
        guard !records.isEmpty || pagination.page == 1 else {
            throw Problem(.notFound, detail: "There is no such page.")
        }
        let links = PageLinks(
            path: path, parameters: query.recognised, pagination: pagination,
            hasNext: pagination.offset + records.count < count)
        return JSONResponse.make(PageEnvelope(count: count, links: links).json(results: records.map(json)))
    }
}

/// What a search looks for in a text, in lower case.
enum SearchPatterns {
    /// A `LIKE` pattern for each word: it occurs somewhere.
    static func words(of search: String) -> [String] {
        search.lowercased().split(whereSeparator: \.isWhitespace).map { "%" + escaped($0) + "%" }
    }

    private static func escaped(_ word: Substring) -> String {
        var text = ""
        for character in word {
            if character == "%" || character == "_" || character == "\\" { text.append("\\") }
            text.append(character)
        }
        return text
    }
}

extension Array {
    /// The ids among references, and the slugs.
    func split<Entity>() -> (ids: [Identifier<Entity>], slugs: [String]) where Element == Reference<Entity> {
        var ids: [Identifier<Entity>] = []
        var slugs: [String] = []
        for reference in self {
            switch reference {
            case .id(let id): ids.append(id)
            case .slug(let slug): slugs.append(slug)
            }
        }
        return (ids, slugs)
    }
}
