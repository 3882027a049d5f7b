import Domain
import Events
import Postgres

/// Finds categories by their paths of names, and makes the nodes that are missing, level by level.
struct ResolveCategories {
    /// Each of 1 to `Limits.categoryDepth` names.
    let paths: Set<[String]>
    /// Whose import it is.
    let author: AuditAuthor

    /// A node that is looked for: a name below a parent (0 at the root).
    private struct Node: Hashable {
        let parent: Int64
        let name: String
    }

    /// - Returns: An id for each of the paths, and for those above them.
    func run(on transaction: Transaction) async throws -> [[String]: CategoryID] {
        var found: [[String]: CategoryID] = [:]
        for depth in 1...Limits.categoryDepth {
            let level = Set(paths.filter { $0.count >= depth }.map { Array($0.prefix(depth)) })
            guard !level.isEmpty else { break }
            let nodes = Dictionary(
                uniqueKeysWithValues: level.map { path in
                    (path, Node(parent: found[path.dropLast()]?.rawValue ?? 0, name: path[depth - 1]))
                })
            let ids = try await resolve(Set(nodes.values), on: transaction)
            for (path, node) in nodes { found[path] = ids[node] }
        }
        return found
    }

    private func resolve(_ nodes: Set<Node>, on transaction: Transaction) async throws -> [Node: CategoryID] {
        var found: [Node: CategoryID] = [:]
        while true {
            let wanted = nodes.filter { found[$0] == nil }.sorted { ($0.parent, $0.name) < ($1.parent, $1.name) }
            guard !wanted.isEmpty else { return found }
            for (node, id) in try await find(wanted, on: transaction) { found[node] = id }
            // What is inserted here, or by somebody else at this moment, is found the next time round.
            try await insert(wanted.filter { found[$0] == nil }, on: transaction)
        }
    }

    private func find(_ wanted: [Node], on transaction: Transaction) async throws -> [(Node, CategoryID)] {
        let statement: Statement = """
            SELECT wanted.parent, wanted.name, categories.id
            FROM unnest(\(wanted.map(\.parent)), \(wanted.map(\.name))) AS wanted (parent, name)
            JOIN categories ON coalesce(categories.parent_id, 0) = wanted.parent
                           AND categories.name COLLATE "C" = wanted.name COLLATE "C"
            """
        let rows = try await transaction.query(
            statement.prepared("find_categories"), as: (Int64, String, CategoryID).self)
        return rows.map { (Node(parent: $0, name: $1), $2) }
    }

    /// A node needs its own id for its path, so the ids are drawn first. The parents' paths are read in the statement
    /// that writes the table: a move of a category locks it (see `ChangeCategory`), so that they are the present ones.
    private func insert(_ missing: [Node], on transaction: Transaction) async throws {
        guard !missing.isEmpty else { return }
        let slugs = try await FreeSlugs(kind: .category).slugs(for: missing.map(\.name), on: transaction)
        let statement: Statement = """
            INSERT INTO categories (id, parent_id, path, name, slug)
            SELECT node.id, nullif(node.parent, 0), coalesce(parent.path, '{}') || node.id, node.name, node.slug
            FROM (SELECT nextval(pg_get_serial_sequence('categories', 'id')) AS id, wanted.*
                  FROM unnest(\(missing.map(\.parent)), \(missing.map(\.name)), \(slugs))
                      AS wanted (parent, name, slug)) AS node
            LEFT JOIN categories AS parent ON parent.id = node.parent
            ON CONFLICT DO NOTHING
            RETURNING id, path, name, slug
            """
        let inserted = try await transaction.query(
            statement.prepared("insert_categories"), as: (CategoryID, [CategoryID], String, String).self)
        try await transaction.record(
            inserted.map { RecordedChange(.category(CategoryChange(id: $0.0, path: $0.1, movedProducts: false))) })
        try await transaction.audit(
            inserted.map { .importedPlace("category", $0.rawValue, name: $2, slug: $3, parent: $1.dropLast().last) },
            by: author)
    }
}
