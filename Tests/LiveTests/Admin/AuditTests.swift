import Domain
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import Postgres
import Testing
import WebAPI

@testable import CommandAPI

@Suite("Admin: the audit trail")
struct AuditTests {
    private func rows(_ host: AdminHost) async throws -> [JSONValue] {
        try await host.send(.get, "audit/?page_size=100").json["results"]?.arrayValue ?? []
    }

    @Test("each of the admin's mutations leaves one row when it is done, and none when it is refused or repeated")
    func everyRoute() async throws {
        try await AdminHost.with { host in
            let mutations = host.routes.filter { $0.access == .admin && $0.method != .get }
            let covered = Set(AuditCase.all.map(\.route)).union(ImageAuditTests.routes)
            for route in mutations.map({ "\($0.method) \($0.path)" }) {
                #expect(covered.contains(route), "no case in AuditCase")
            }
            for example in AuditCase.all {
                let sent = try await example.accepted(host)
                let method = try #require(HTTPRequest.Method(String(example.route.split(separator: " ")[0])))
                let before = try await rows(host).count
                // In another order a refused POST could meet what the accepted one has made.
                if method != .post { try await refuse(example, sent, method, host) }
                #expect(try await rows(host).count == before, "\(example.route) refused")
                var headers = sent.headers
                headers[.idempotencyKey] = "\(UInt64.random(in: 0 ... .max))"
                for _ in 0..<2 {
                    let answer = try await host.send(method, sent.path, sent.body, headers: headers)
                    #expect(answer.status.kind == .successful, "\(example.route): \(String(buffer: answer.body))")
                }
                if method == .post { try await refuse(example, sent, method, host) }
                let after = try await rows(host)
                #expect(after.count == before + 1, "\(example.route)")
                #expect(after.first?["action"] == .string(example.action), "\(example.route)")
                #expect(after.first?["actor"]?["id"]?.integerValue == host.adminID.rawValue)
                #expect(after.first?["request_id"]?.stringValue?.isEmpty == false)
            }
        }
    }

    private func refuse(
        _ example: AuditCase, _ sent: AuditCase.Sent, _ method: HTTPRequest.Method, _ host: AdminHost
    ) async throws {
        let refused = example.refused(sent)
        let answer = try await host.send(method, refused.path, refused.body, headers: refused.headers)
        #expect(answer.status.kind == .clientError, "\(example.route)")
    }

    @Test("a row holds what differs before and after, and an update that changes nothing leaves none")
    func difference() async throws {
        try await AdminHost.with { host in
            let category = try await host.makeCategory("Shoes")
            let product = try await host.makeProduct("Boots", category: category).id
            try await host.write(.patch, "products/\(product)/", #"{"price":"12.00"}"#)
            try await host.write(.patch, "products/\(product)/", #"{"price":"12.00"}"#)
            try await host.write(.patch, "products/\(product)/stock/", #"{"stock":0}"#)
            let rows = try await rows(host)
            #expect(
                rows.map { $0["action"]?.stringValue } == [
                    "product.stock", "product.update", "product.create", "category.create",
                ])
            #expect(rows[1]["before"] == .object(JSONObject(members: [.init(name: "price", value: .string("10.00"))])))
            #expect(rows[1]["after"] == .object(JSONObject(members: [.init(name: "price", value: .string("12.00"))])))
            #expect(rows[0]["after"]?["stock"]?.integerValue == 0)
            #expect(rows[2]["before"]?.isNull == true)
            #expect(rows[2]["after"]?["name"] == .string("Boots"))
        }
    }

    @Test("what an import makes and changes leaves its rows, with what differs, by the request that sent it")
    func imported() async throws {
        try await AdminHost.with { host in
            func importing(_ lines: String) async throws {
                let answer = try await host.send(
                    .post, "products/import/", lines, headers: [.contentType: "application/x-ndjson"])
                #expect(answer.status == .ok)
            }
            let other = #"{"sku":"I-2","name":"Clogs","price":"2.00","stock":7}"#
            try await importing(
                #"{"sku":"I-1","name":"Boots","price":"1.00","stock":3,"brand":"Acme","category":["Shoes","High"]}"#
                    + "\n\(other)")
            let made = try await rows(host)
            #expect(
                made.map { $0["action"]?.stringValue } == [
                    "catalog.import", "product.create", "product.create", "category.create", "category.create",
                    "brand.create",
                ])
            #expect(made[2]["after"]?["name"] == .string("Boots"))
            #expect(made[3]["after"]?["parent"] == made[4]["object"]?["id"])
            try await importing(#"{"sku":"I-1","name":"Boots","price":"9.00","stock":1}"# + "\n\(other)")
            let rows = try await rows(host)
            #expect(rows.count == made.count + 2)
            #expect(rows[1]["action"] == .string("product.update"))
            #expect(rows[1]["object"] == made[2]["object"])
            #expect(try rows[1]["before"] == JSONParser.parse(#"{"price":"1.00","stock":3}"#.utf8))
            #expect(try rows[1]["after"] == JSONParser.parse(#"{"price":"9.00","stock":1}"#.utf8))
            #expect(rows[1]["actor"]?["id"]?.integerValue == host.adminID.rawValue)
            #expect(rows[1]["request_id"] == rows[0]["request_id"])
        }
    }

    @Test("an admin's new password from the command line leaves a row that says so, without it")
    func newPassword() async throws {
        try await AdminHost.with { host in
            let email = try #require(EmailAddress(parsing: "owner@example.org"))
            for hash in ["$one", "$two"] {
                _ = try await host.database.transaction { transaction in
                    try await OpenAdmin(email: email, passwordHash: hash, name: "").run(on: transaction)
                }
            }
            let rows = try await rows(host)
            #expect(rows.map { $0["action"]?.stringValue } == ["user.create_admin", "user.create_admin"])
            #expect(try rows.first?["before"] == JSONParser.parse("{}".utf8))
            #expect(try rows.first?["after"] == JSONParser.parse(#"{"password_set":true}"#.utf8))
            #expect(rows.last?["after"]?["email"] == .string("owner@example.org"))
            #expect(!rows.contains { "\($0)".contains("$") })
        }
    }

    @Test("rows are found by actor, action, object and time, and are walked by cursor")
    func list() async throws {
        try await AdminHost.with { host in
            let category = try await host.makeCategory("Shoes")
            for name in ["Boots", "Clogs", "Pumps"] { _ = try await host.makeProduct(name, category: category) }
            func count(_ query: String) async throws -> Int? {
                try await host.send(.get, "audit/?\(query)").json["count"]?.integerValue.map(Int.init)
            }
            #expect(try await count("") == 4)
            #expect(try await count("actor=\(host.adminID)") == 4)
            #expect(try await count("actor=999") == 0)
            #expect(try await count("action=product.create") == 3)
            #expect(try await count("object_kind=category&object_id=\(category)") == 1)
            #expect(try await count("created_after=2100-01-01") == 0)
            #expect(try await count("created_before=2100-01-01") == 4)
            #expect(try await host.send(.get, "audit/?object_id=x").status == .unprocessableContent)
            let first = try await host.send(.get, "audit/?page_size=3").json
            let cursor = try #require(first["next_cursor"]?.stringValue)
            let rest = try await host.send(.get, "audit/?page_size=3&cursor=\(cursor)").json
            #expect(rest["results"]?.arrayValue?.count == 1)
            #expect(rest["results"]?.arrayValue?.first?["action"] == .string("category.create"))
        }
    }

    @Test("nothing takes a row away or rewrites it")
    func appendOnly() async throws {
        try await AdminHost.with { host in
            _ = try await host.makeCategory("Shoes")
            for attempt in ["UPDATE audit SET action = 'x'", "DELETE FROM audit", "TRUNCATE audit"] {
                await #expect(throws: PostgresError.self) {
                    try await host.database.execute(Statement(unsafeSQL: attempt))
                }
            }
            #expect(try await rows(host).count == 1)
        }
    }
}
