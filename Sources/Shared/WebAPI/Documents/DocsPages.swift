import HTTPTypes

/// The pages around Swagger UI and ReDoc. Addresses are whole paths, because a page answers with and without a slash at
/// its end.
enum DocsPages {
    static let scriptType = "text/javascript; charset=utf-8"
    static let styleType = "text/css; charset=utf-8"
    private static let pageType = "text/html; charset=utf-8"

    static let interactive = page(
        """
        <link rel="stylesheet" href="/docs/swagger-ui.css">
        <body><div id="docs"></div>
        <script src="/docs/swagger-ui-bundle.js"></script>
        <script src="/docs/docs.js"></script>
        """)

    static let reference = page(
        """
        <body><div id="docs"></div>
        <script src="/docs/redoc.standalone.js"></script>
        <script src="/docs/redoc.js"></script>
        """)

    static let ownAssets = [
        "docs.js": StaticFile(
            """
            SwaggerUIBundle({
              url: "/openapi.yaml", dom_id: "#docs", deepLinking: true, docExpansion: "none", filter: true,
              defaultModelsExpandDepth: -1, displayOperationId: true, displayRequestDuration: true, validatorUrl: null,
            });
            """.utf8, contentType: scriptType),
        "redoc.js": StaticFile(
            """
            Redoc.init("/openapi.yaml", {
              sortPropsAlphabetically: false, nativeScrollbars: true, theme: { sidebar: { width: "280px" } },
            }, document.getElementById("docs"));
            """.utf8, contentType: scriptType),
    ]

    /// Stands in where the assets are not installed.
    static func plain(_ document: String) -> StaticFile {
        page(
            """
            <body><h1>Tandem</h1>
            <p>The interactive pages are not installed: <code>Scripts/install-docs</code> gets them. Meanwhile, this is
            the text of <a href="/openapi.yaml">the document</a>, which any OpenAPI viewer shows.</p>
            <pre>\(escaped(document))</pre>
            """)
    }

    private static func page(_ content: String) -> StaticFile {
        StaticFile(
            """
            <!doctype html>
            <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Tandem</title><link rel="icon" href="/docs/favicon-32x32.png">
            \(content)
            """.utf8, contentType: pageType, headers: [.contentSecurityPolicy: policy])
    }

    /// Only what this host serves runs here. Both viewers style by script, and ReDoc searches in a worker made from a blob.
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; \
        connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
