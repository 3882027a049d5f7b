import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import CommandAPI

@Suite("Images: the audit trail")
struct ImageAuditTests {
    /// What the test below carries out.
    static let routes: Set = [
        "POST /api/admin/products/{id}/images", "PATCH /api/admin/products/{id}/images/{image_id}",
        "DELETE /api/admin/products/{id}/images/{image_id}",
    ]

    private func actions(_ host: ImageHost) async throws -> [String] {
        try await host.host.database.query("SELECT action FROM audit ORDER BY id", as: String.self)
    }

    @Test("adding, changing and removing an image leave one row each, and none when they are refused")
    func everyRoute() async throws {
        try await ImageHost.run { host in
            let stale: HTTPFields = [.ifMatch: "\"another\""]
            #expect(try await host.upload(Array("no image".utf8)).status / 100 == 4)
            #expect(try await actions(host) == [])
            let added = try await host.upload(SamplePNG.bytes(width: 10, height: 10))
            #expect(added.status == 201, "\(added.text)")
            #expect(try await actions(host) == ["product.add_image"])
            let (path, change) = ("\(host.path)\(added.json.id)/", Array(#"{"alt":"Front"}"#.utf8))
            #expect(try await host.send(.patch, path, change, headers: stale).status == 412)
            #expect(try await host.send(.patch, path, change, headers: [:]).status == 200)
            #expect(try await host.send(.patch, path, change, headers: [:]).status == 200)
            #expect(try await actions(host) == ["product.add_image", "product.change_image"])
            #expect(try await host.send(.delete, path, headers: stale).status == 412)
            #expect(try await host.send(.delete, path, headers: [:]).status == 204)
            #expect(
                try await actions(host) == ["product.add_image", "product.change_image", "product.remove_image"])
            let told = try await host.host.database.query(
                "SELECT coalesce(before, after)->'image'->>'id' FROM audit", as: String.self)
            #expect(told == Array(repeating: String(added.json.id), count: 3), "each says which image it was")
        }
    }
}
