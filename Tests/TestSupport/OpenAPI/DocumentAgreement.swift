import JSON

/// What a host's table of routes and its document say that the other does not; empty when they agree.
package enum DocumentAgreement {
    package struct Route: Sendable {
        let method: String
        let path: String
        let access: String

        package init(method: String, path: String, access: String) {
            self.method = method
            self.path = path
            self.access = access
        }
    }

    /// - Parameter routes: as the router has them. Sockets are described in words, because OpenAPI has none for them.
    package static func differences(_ document: OpenAPIDocument, _ routes: [Route]) -> [String] {
        let prose = document.root["info"]?["description"]?.stringValue ?? ""
        let sockets = routes.filter { $0.path.hasPrefix("/ws/") }
        let operations = Dictionary(grouping: document.operations) { "\($0.method) \($0.route)" }
        let table = Dictionary(grouping: routes.filter { !$0.path.hasPrefix("/ws/") }) { "\($0.method) \($0.path)" }
        var differences = sockets.filter { !prose.contains("`\($0.path)/`") }.map { "\($0.path) is not described" }
        differences += table.keys.filter { operations[$0] == nil }.map { "\($0) is not in the document" }
        differences += operations.keys.filter { table[$0] == nil }.map { "\($0) is not a route" }
        for (name, route) in table {
            guard let operation = operations[name]?.first, let route = route.first else { continue }
            differences += operation.flaws(access: route.access)
        }
        let ids = document.operations.map(\.id)
        differences += Set(ids).filter { id in ids.count { $0 == id } > 1 }.map { "\($0) is the id of two operations" }
        return differences.sorted()
    }

    /// Which problems a document has with which title and status, by their `type`.
    package static func problems(_ document: OpenAPIDocument) -> [String: (title: String, status: Int64)] {
        var found: [String: (title: String, status: Int64)] = [:]
        for schema in (document.root["components"]?["schemas"]?.objectValue?.members ?? []).map(\.value) {
            guard let type = schema["properties"]?["type"]?["const"]?.stringValue, type.hasPrefix("/problems/") else {
                continue
            }
            found[type] = (
                schema["properties"]?["title"]?["const"]?.stringValue ?? "",
                schema["properties"]?["status"]?["const"]?.integerValue ?? 0
            )
        }
        return found
    }

    /// The catalogue of problems: the enumeration, and the table in words.
    package static func catalogue(_ document: OpenAPIDocument) -> (listed: Set<String>, described: Set<String>) {
        let listed = document.root["components"]?["schemas"]?["ProblemType"]?["enum"]?.arrayValue ?? []
        let prose = document.root["info"]?["description"]?.stringValue ?? ""
        let described = prose.split(separator: "\n").compactMap { $0.split(separator: "`").dropFirst().first }
        return (Set(listed.compactMap(\.stringValue)), Set(described.map(String.init)))
    }
}

extension OpenAPIOperation {
    fileprivate func flaws(access: String) -> [String] {
        var flaws: [String] = []
        if self.access != access { flaws.append("\(self) is for \(access), not for \(self.access)") }
        let captures = route.split(separator: "/").filter { $0.hasPrefix("{") }
            .map { String($0.dropFirst().dropLast()) }
        if Set(captures) != Set(names(in: "path")) { flaws.append("\(self) does not describe \(captures)") }
        if id.isEmpty { flaws.append("\(self) has no operationId") }
        for status in expectedStatuses where responses[status] == nil { flaws.append("\(self) has no \(status)") }
        return flaws
    }

    /// What every operation of its kind may answer.
    private var expectedStatuses: [String] {
        var statuses = ["503"]
        if access != "public" { statuses.append("401") }
        if access == "admin" { statuses.append("403") }
        if bodySchema != nil { statuses += ["400", "413", "415", "422"] }
        return statuses
    }
}
