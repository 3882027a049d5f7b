import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import WebAPI

@Suite struct HostDocumentsTests {
    @Test("the pages' scripts are those of the folder, and nothing else of it is served")
    func assets() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png", "redoc.standalone.js", "secret"] {
            try Data("of \(name)".utf8).write(to: folder.appending(path: name))
        }
        let documents = HostDocuments(host: "query", folder: folder.path, ui: folder.path)
        #expect(documents.missing == ["\(folder.path)/query.yaml", "\(folder.path)/components.yaml"])
        let host = TestHost()
        host.router.addDocumentRoutes(documents)
        let script = try await host.send(.get, "/docs/redoc.standalone.js")
        #expect(script.status == .ok && script.text == "of redoc.standalone.js")
        #expect(script.headers[.contentType] == "text/javascript; charset=utf-8")
        try FileManager.default.removeItem(at: folder.appending(path: "swagger-ui.css"))
        try FileManager.default.removeItem(at: folder.appending(path: "redoc.standalone.js"))
        #expect(try await host.send(.get, "/docs/swagger-ui.css").status == .notFound)
        let known = try await host.send(
            .get, "/docs/redoc.standalone.js", headers: [.ifNoneMatch: script.headers[.eTag] ?? ""])
        #expect(known.status == .notModified)
        for name in ["secret", "..%2Fsecret", "no.js"] {
            #expect(try await host.send(.get, "/docs/\(name)").status == .notFound)
        }
        #expect(try await host.send(.get, "/docs/docs.js").status == .ok)
    }
}
