/// Where the OpenAPI documents and the pages that show them are. Read at the start; missing files stop nothing.
package struct DocsSettings: Sendable {
    /// `command.yaml`, `query.yaml` and `components.yaml`.
    package let directory: String
    /// What `Scripts/install-docs` made.
    package let uiDirectory: String

    package init(_ settings: inout SettingsReader) {
        directory = settings.text("DOCS_DIR", default: "docs/openapi")
        uiDirectory = settings.text("DOCS_UI_DIR", default: ".build/docs-ui")
    }
}
