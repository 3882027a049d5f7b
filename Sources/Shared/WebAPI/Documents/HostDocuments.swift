import Foundation

/// A host's OpenAPI document and the pages that show it, read once at the start.
package struct HostDocuments: Sendable {
    /// Nil when the document's files were not found.
    let document: StaticFile?
    let docsPage: StaticFile
    let referencePage: StaticFile
    /// By name; nothing else is ever served from the folder.
    let assets: [String: StaticFile]

    /// What is not there; empty when all is well. For the log.
    package let missing: [String]

    /// No file that is served is larger.
    private static let maximumBytes = 8 << 20

    private static let imported = [
        ("swagger-ui-bundle.js", DocsPages.scriptType), ("swagger-ui.css", DocsPages.styleType),
        ("favicon-32x32.png", "image/png"), ("redoc.standalone.js", DocsPages.scriptType),
    ]

    /// Reads what there is. What is missing is answered with 404 (the document) or by a plain page (the pages).
    /// - Parameters:
    ///   - host: `command` or `query`: the document is `<host>.yaml` followed by `components.yaml`, which both share.
    ///   - folder: where these are.
    ///   - ui: where `Scripts/install-docs` put Swagger UI and ReDoc.
    package init(host: String, folder: String, ui: String) {
        var missing: [String] = []
        func read(_ path: String) -> [UInt8]? {
            guard let data = FileManager.default.contents(atPath: path), data.count <= Self.maximumBytes else {
                missing.append(path)
                return nil
            }
            return Array(data)
        }
        let parts = ["\(folder)/\(host).yaml", "\(folder)/components.yaml"].compactMap(read)
        let document = parts.count == 2 ? StaticFile(parts.joined(), contentType: "application/yaml") : nil
        var assets = DocsPages.ownAssets
        for (name, type) in Self.imported {
            if let bytes = read("\(ui)/\(name)") { assets[name] = StaticFile(bytes, contentType: type) }
        }
        self.document = document
        self.assets = assets
        self.missing = missing
        let text = document?.text ?? "The document is not installed."
        let hasAll = Set(Self.imported.map(\.0)).isSubset(of: assets.keys)
        docsPage = hasAll ? DocsPages.interactive : DocsPages.plain(text)
        referencePage = hasAll ? DocsPages.reference : DocsPages.plain(text)
    }
}

extension APIRouter {
    /// `GET /openapi.yaml`, `GET /docs` to try it out, `GET /redoc` to read it.
    package func addDocumentRoutes(_ documents: HostDocuments) {
        get("/openapi.yaml", access: .public) { request, _ in
            guard let document = documents.document else {
                throw Problem(.notFound, detail: "The document is not installed: see DOCS_DIR.")
            }
            return document.response(to: request)
        }
        get("/docs", access: .public) { request, _ in documents.docsPage.response(to: request) }
        get("/redoc", access: .public) { request, _ in documents.referencePage.response(to: request) }
        get("/docs/{name}", access: .public) { request, context in
            guard let asset = documents.assets[try context.parameter("name")] else { throw Problem(.notFound) }
            return asset.response(to: request)
        }
    }
}
