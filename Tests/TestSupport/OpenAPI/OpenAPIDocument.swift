import Foundation
import JSON
import Yams

/// A host's OpenAPI document, as far as tests compare it with the host.
package struct OpenAPIDocument: Sendable {
    package let root: JSONValue

    package struct NotADocument: Error {}

    package init(yaml: String) throws {
        guard let loaded = try Yams.load(yaml: yaml) else { throw NotADocument() }
        root = try Self.json(loaded)
    }

    /// The document as a daemon puts it together.
    /// - Parameter host: `command` or `query`.
    package init(host: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/openapi")
        try self.init(
            yaml: ["\(host).yaml", "components.yaml"]
                .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }.joined())
    }

    /// What a `$ref` stands for; anything else as it is.
    package func resolved(_ value: JSONValue) -> JSONValue {
        guard let reference = value["$ref"]?.stringValue else { return value }
        let found = reference.split(separator: "/").dropFirst().reduce(root) { $0[String($1)] ?? .null }
        return resolved(found)
    }

    package var operations: [OpenAPIOperation] {
        let methods: Set<String> = ["get", "put", "post", "patch", "delete"]
        var operations: [OpenAPIOperation] = []
        for item in root["paths"]?.objectValue?.members ?? [] {
            for member in item.value.objectValue?.members ?? [] where methods.contains(member.name) {
                operations.append(
                    OpenAPIOperation(method: member.name.uppercased(), path: item.name, member.value, in: self))
            }
        }
        return operations
    }

    private static func json(_ value: Any) throws -> JSONValue {
        switch value {
        case let map as [String: Any]:
            .object(
                JSONObject(
                    members: try map.sorted { $0.key < $1.key }
                        .map { JSONObject.Member(name: $0.key, value: try json($0.value)) }))
        case let list as [Any]: .array(try list.map(json))
        case let flag as Bool: .bool(flag)
        case let text as String: .string(text)
        case is NSNull: .null
        default: try JSONParser.parse("\(value)".utf8)
        }
    }
}

/// One method of one path.
package struct OpenAPIOperation: Sendable, CustomStringConvertible {
    package let id: String
    package let method: String
    /// As the document writes it: `/api/products/{reference}/`.
    package let path: String
    /// Who may call it, by its security requirement: `public`, `customer` or `admin`.
    package let access: String
    /// Resolved.
    package let parameters: [JSONValue]
    /// Resolved; `null` without one.
    package let requestBody: JSONValue
    /// By status, resolved.
    package let responses: [String: JSONValue]

    package var description: String { "\(method) \(path)" }

    /// As the router's table has it: without a slash at the end.
    package var route: String { "/" + path.split(separator: "/").joined(separator: "/") }

    /// The JSON that the body has to be, if it is JSON.
    package var bodySchema: JSONValue? { requestBody["content"]?["application/json"]?["schema"] }

    init(method: String, path: String, _ operation: JSONValue, in document: OpenAPIDocument) {
        self.method = method
        self.path = path
        id = operation["operationId"]?.stringValue ?? ""
        let requirement = (operation["security"] ?? document.root["security"])?.arrayValue?.first?["bearer"]
        access = requirement.map { ($0.arrayValue ?? []).contains(.string("admin")) ? "admin" : "customer" } ?? "public"
        parameters = (operation["parameters"]?.arrayValue ?? []).map(document.resolved)
        requestBody = operation["requestBody"].map(document.resolved) ?? .null
        let members = operation["responses"]?.objectValue?.members ?? []
        responses = Dictionary(uniqueKeysWithValues: members.map { ($0.name, document.resolved($0.value)) })
    }

    /// The names of the parameters at one place: `path`, `query`, `header`.
    package func names(in place: String) -> [String] {
        parameters.filter { $0["in"]?.stringValue == place }.compactMap { $0["name"]?.stringValue }
    }
}
