/// A host's OpenAPI document and the pages that show it, read once at the start; their scripts when they are asked for.
package struct HostDocuments: Sendable {
    /// Nil when the document's files were not found.
    let document: StaticFile?
    let docsPage: StaticFile
    let referencePage: StaticFile
    /// By name; nothing else is ever served from the folder.
    private let installed: [String: InstalledFile]

    /// What is not there; empty when all is well. For the log.
    package let missing: [String]

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
        let parts = ["\(folder)/\(host).yaml", "\(folder)/components.yaml"].compactMap { path in
            let bytes = InstalledFile.bytes(path)
            if bytes == nil { missing.append(path) }
            return bytes
        }
        let document = parts.count == 2 ? StaticFile(parts.joined(), contentType: "application/yaml") : nil
        var installed: [String: InstalledFile] = [:]
        for (name, type) in Self.imported {
            installed[name] = InstalledFile(path: "\(ui)/\(name)", contentType: type)
            if installed[name] == nil { missing.append("\(ui)/\(name)") }
        }
        self.document = document
        self.installed = installed
        self.missing = missing
        let text = document?.text ?? "The document is not installed."
        let hasAll = installed.count == Self.imported.count
        docsPage = hasAll ? DocsPages.interactive : DocsPages.plain(text)
        referencePage = hasAll ? DocsPages.reference : DocsPages.plain(text)
    }

    func asset(_ name: String) async -> StaticFile? {
        if let own = DocsPages.ownAssets[name] { return own }
        return await installed[name]?.contents()
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
            guard let asset = await documents.asset(try context.parameter("name")) else { throw Problem(.notFound) }
            return asset.response(to: request)
        }
    }
}
