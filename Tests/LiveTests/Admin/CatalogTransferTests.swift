import Domain
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import Postgres
import Testing
import WebAPI

@testable import CommandAPI

@Suite("Import and export over HTTP")
struct CatalogTransferTests {
    /// Products with what is hard to carry: no SKU, a slug of their own, names that look like something else, blanks
    /// around a description, inactive ones, one without a category.
    private let catalog = #"""
        {"sku":"A","slug":"first","name":"Lamp","description":" two\nlines, \"quoted\" ","price":"9.90","compare_at_price":"12.00","stock":3,"brand":"Acme","category":["Home","Lamps > small"],"images":["/media/a.jpg","https://x.example/b c.png"],"is_active":true,"is_featured":true}
        {"sku":null,"slug":"without-sku","name":"Lamp","description":"","price":0,"stock":0,"brand":null,"category":["shoes"],"images":[],"is_active":false}
        {"sku":"=1+1","name":"  Lamp 🧦 ","price":"1","category":[]}
        {"sku":"B","name":"Lamp","price":"1.10","brand":"ACME","category":["Home"]}

        """#

    private func post(
        _ body: String, _ query: String = "", on host: AdminHost, type: String = "application/x-ndjson",
        headers: HTTPFields = [:], role: Role = .admin
    ) async throws -> TestResponse {
        try await host.send(
            .post, "products/import/\(query)", bytes: Array(body.utf8), type: type, headers: headers, role: role)
    }

    private func export(_ query: String = "", on host: AdminHost, headers: HTTPFields = [:]) async throws -> String {
        let response = try await host.send(.get, "products/export/\(query)", headers: headers)
        #expect(response.status == .ok)
        return String(buffer: response.body)
    }

    private func counts(_ answer: JSONValue) -> [Int64] {
        ["lines", "created", "updated", "unchanged", "refused", "superseded"].compactMap { answer[$0]?.integerValue }
    }

    private func counts(_ response: TestResponse) throws -> [Int64] { counts(try response.json) }

    private func rows(_ database: Database) async throws -> [String] {
        try await database.query(
            "SELECT p::text || i::text FROM products p JOIN inventory i ON i.product_id = p.id ORDER BY p.id",
            as: String.self)
    }

    private func auditedImports(_ database: Database) async throws -> Int {
        try await database.one("SELECT count(*) FROM audit WHERE action = 'catalog.import'", as: Int.self)
    }

    @Test("what was exported changes nothing when it is imported again, in both formats", arguments: ["ndjson", "csv"])
    func roundTrip(format: String) async throws {
        try await AdminHost.with { host in
            #expect(try await counts(post(catalog, on: host)) == [4, 4, 0, 0, 0, 0])
            let before = try await rows(host.database)
            try await host.forgetEvents()
            let exported = try await export("?format=\(format)", on: host)
            let type = format == "csv" ? "text/csv" : "application/x-ndjson"
            let again = try await post(exported, on: host, type: type)
            #expect(try counts(again) == [4, 0, 0, 4, 0, 0])
            #expect(try await rows(host.database) == before)
            #expect(try await host.events().isEmpty)
        }
    }

    @Test("an export imported into an empty shop gives the same bytes when it is exported there")
    func toAnotherShop() async throws {
        try await AdminHost.with { host in
            _ = try await post(catalog, on: host)
            let lines = try await export(on: host)
            let records = try await export("?format=csv", on: host)
            #expect(
                lines.contains(#"{"sku":"A","slug":"first","name":"Lamp","description":" two\nlines, \"quoted\" ""#))
            #expect(records.hasPrefix("sku,slug,name,description,price,"))
            for (text, type) in [(lines, "application/x-ndjson"), (records, "text/csv")] {
                try await host.database.execute("TRUNCATE products, categories, brands, events CASCADE")
                #expect(try await counts(post(text, on: host, type: type)) == [4, 4, 0, 0, 0, 0])
                #expect(try await export(on: host) == lines)
                #expect(try await export("?format=csv", on: host) == records)
            }
        }
    }

    @Test("an export of several pages has each product once, and says what it is")
    func pages() async throws {
        try await AdminHost.with { host in
            let count = ExportProducts.pageSize * 2 + 7
            _ = try await post(
                (1...count).map { "{\"sku\":\"S\($0)\",\"name\":\"n\",\"price\":1}\n" }.joined(), on: host)
            let response = try await host.send(.get, "products/export/", headers: [.acceptEncoding: "br, gzip;q=0.5"])
            #expect(response.headers[.contentType] == "application/x-ndjson")
            #expect(response.headers[.contentEncoding] == "gzip")
            let name = try #require(response.headers[.contentDisposition])
            #expect(name.wholeMatch(of: /attachment; filename="products-\d{4}-\d\d-\d\d\.ndjson"/) != nil)
            let inflater = try GzipInflater()
            inflater.append(Array(buffer: response.body))
            var plain: [UInt8] = []
            while let piece = try inflater.next() { plain += piece }
            let skus = try plain.split(separator: UInt8(ascii: "\n")).map {
                try JSONParser.parse($0)["sku"]?.stringValue
            }
            #expect(skus == (1...count).map { "S\($0)" })
            #expect(try await host.send(.get, "products/export/?format=xml").status == .unprocessableContent)
            #expect(try await host.send(.get, "products/export/", role: .customer).status == .forbidden)
            let head = try await host.send(.head, "products/export/?format=csv")
            #expect(head.headers[.contentType] == "text/csv; charset=utf-8" && head.body.readableBytes == 0)
        }
    }

    @Test("of an empty shop only the header of CSV is there")
    func empty() async throws {
        try await AdminHost.with { host in
            #expect(try await export(on: host) == "")
            let csv = try await export("?format=csv", on: host)
            #expect(try await counts(post(csv, on: host, type: "text/csv")) == [0, 0, 0, 0, 0, 0])
            #expect(try await counts(post("", on: host)) == [0, 0, 0, 0, 0, 0])
        }
    }

    @Test("refused lines are counted, told with their numbers up to a limit, and stop nothing")
    func refusals() async throws {
        try await AdminHost.with { host in
            let bad = String(repeating: "nonsense\n", count: ImportOutcome.listedErrors + 5)
            let answer = try await post(bad + catalog + "{\"name\":\"x\",\"price\":1}", on: host).json
            #expect(counts(answer) == [1_010, 4, 0, 0, 1_006, 0])
            #expect(answer["errors"]?.arrayValue?.count == ImportOutcome.listedErrors)
            #expect(answer["errors_truncated"] == .bool(true))
            #expect(answer["errors"]?.arrayValue?.first?["line"]?.integerValue == 1)
            #expect(answer["errors"]?.arrayValue?.first?["reason"]?.stringValue?.hasPrefix("bad JSON") == true)
        }
    }

    @Test("a slug that another product has refuses its line; a slug alone names the product")
    func slugs() async throws {
        try await AdminHost.with { host in
            _ = try await post(catalog, on: host)
            let answer = try await post(
                """
                {"sku":"B","slug":"first","name":"Lamp","price":1}
                {"sku":"NEW","slug":"first","name":"Lamp","price":1}
                {"slug":"without-sku","name":"Lamp","price":"0"}
                {"sku":"B","slug":"new-address","name":"Lamp","price":"1.10"}
                {"sku":"C","slug":"new-one","name":"Lamp","price":1}
                {"sku":"D","slug":"new-one","name":"Lamp","price":1}
                {"sku":"A","slug":"Not A Slug","name":"Lamp","price":1}
                {"name":"neither","price":1}
                {"sku":"A","name":"Lamp","price":"9.90"}
                {"slug":"first","name":"Lamp","price":"9.90"}
                """, on: host
            ).json
            let lines = answer["errors"]?.arrayValue?.compactMap { $0["line"]?.integerValue }
            #expect(lines == [2, 6, 7, 8])
            #expect(counts(answer) == [10, 1, 1, 2, 4, 2])
            let slug = try await host.database.one("SELECT slug FROM products WHERE sku = 'B'", as: String.self)
            #expect(slug == "new-address")
        }
    }

    @Test("a rehearsal counts and writes nothing")
    func rehearsal() async throws {
        try await AdminHost.with { host in
            let answer = try await post(catalog, "?dry_run=true", on: host).json
            #expect(counts(answer) == [4, 4, 0, 0, 0, 0])
            #expect(answer["dry_run"] == .bool(true))
            #expect(try await rows(host.database).isEmpty)
            #expect(try await host.database.one("SELECT count(*) FROM audit", as: Int.self) == 0)
        }
    }

    @Test("parameters: other currencies as they stand, the stock of new products")
    func parameters() async throws {
        try await AdminHost.with { host in
            let line = "{\"sku\":\"A\",\"name\":\"n\",\"price\":1,\"currency\":\"INR\"}"
            #expect(try await counts(post(line, on: host)) == [1, 0, 0, 0, 1, 0])
            let taken = try await post(line, "?ignore_currency=true&default_stock=7", on: host)
            #expect(try counts(taken) == [1, 1, 0, 0, 0, 0])
            #expect(try await host.database.one("SELECT stock FROM inventory", as: Int.self) == 7)
            let bad = try await post(line, "?dry_run=maybe&default_stock=-1", on: host)
            #expect(bad.status == .unprocessableContent)
        }
    }

    @Test("the last line of the audit trail tells of an import, with its counts")
    func audit() async throws {
        try await AdminHost.with { host in
            let response = try await post(catalog, on: host)
            #expect(response.headers[.readAfter] != nil)
            let (action, created, request) = try await host.database.one(
                "SELECT action, after->>'created', request_id FROM audit ORDER BY id DESC LIMIT 1",
                as: (String, String, String).self)
            #expect((action, created) == ("catalog.import", "4"))
            #expect(request == response.headers[.requestID])
        }
    }

    @Test("broken compression ends the import, keeps the batches before it, and says where")
    func broken() async throws {
        try await AdminHost.with { host in
            let text = (1...1_200).map { "{\"sku\":\"S\($0)\",\"name\":\"n \($0 * 7919)\",\"price\":1}\n" }.joined()
            let deflater = try GzipDeflater()
            let whole = deflater.deflate(Array(text.utf8)) + deflater.finish()
            let response = try await host.send(
                .post, "products/import/", bytes: Array(whole.dropLast(60)), type: "application/x-ndjson",
                headers: [.contentEncoding: "gzip"])
            #expect(response.status == .badRequest)
            let done = try #require(try response.json["import"])
            let line = try #require(done["stopped_after_line"]?.integerValue)
            #expect(line == 500 || line == 1_000)
            #expect(done["created"]?.integerValue == line)
            #expect(try await rows(host.database).count == Int(line))
            #expect(try await auditedImports(host.database) == 1)
            let again = try await host.send(
                .post, "products/import/", bytes: whole, type: "application/x-ndjson")
            #expect(try counts(again) == [1_200, 1_200 - line, 0, line, 0, 0])
        }
    }

    @Test("what is no catalog is refused before anything is read")
    func refused() async throws {
        try await AdminHost.with { host in
            let plain = try await post(catalog, on: host, type: "application/json")
            #expect((plain.status, plain.problem) == (.unsupportedMediaType, "unsupported-media-type"))
            let header = try await post("name,price\nx,1", on: host, type: "text/csv")
            #expect((header.status, header.problem) == (.badRequest, "bad-request"))
            let role = try await post(catalog, on: host, role: .customer)
            #expect(role.status == .forbidden)
            #expect(try await rows(host.database).isEmpty)
        }
    }

    @Test("a body over the limit is refused; what was read before its end stays")
    func tooLarge() async throws {
        try await AdminHost.with(["IMPORT_BYTES": "1K"]) { host in
            let response = try await post(catalog + catalog, on: host)
            #expect((response.status, response.problem) == (.contentTooLarge, "payload-too-large"))
            #expect(try await rows(host.database).isEmpty)
        }
    }

    @Test("a retry with the same key and body gets the first answer; another body under it is refused")
    func idempotency() async throws {
        try await AdminHost.with { host in
            let key: HTTPFields = [.idempotencyKey: "monday"]
            let first = try await post(catalog, on: host, headers: key)
            let second = try await post(catalog, on: host, headers: key)
            #expect(second.headers[.idempotencyReplayed] == "true")
            #expect(second.headers[.readAfter] != nil)
            #expect(second.body == first.body)
            let other = try await post(catalog + "\n{}", on: host, headers: key)
            #expect(other.problem == "idempotency-key-reused")
            let rehearsal = try await post(catalog, "?dry_run=true", on: host, headers: key)
            #expect(rehearsal.problem == "idempotency-key-reused")
            #expect(try await auditedImports(host.database) == 1)
        }
    }

    @Test("while an import runs another is answered busy, and an export too many as well")
    func busy() async throws {
        try await AdminHost.with(["EXPORTS_AT_ONCE": "1"]) { host in
            let turn = try #require(host.transfers.imports.take())
            let response = try await post(catalog, on: host)
            #expect((response.status, response.problem) == (.serviceUnavailable, "busy"))
            #expect(response.headers[.retryAfter] == "10")
            let export = try #require(host.transfers.exports.take())
            #expect(try await host.send(.get, "products/export/").problem == "busy")
            withExtendedLifetime((turn, export)) {}
        }
    }
}
