import Domain
import HTTPTypes
import JSON
import Postgres
import Testing
import TestSupport
import WebAPI

@testable import CommandAPI

@Suite("Images: order, text, removal")
struct ImageEditTests {
    private static func ids(_ host: ImageHost) async throws -> [Int64] {
        try await host.send(.get, host.path, headers: [:]).json["results"]?.arrayValue?.map(\.id) ?? []
    }

    @Test("images are listed, moved, described and removed")
    func lifeCycle() async throws {
        try await ImageHost.run { host in
            var ids: [Int64] = []
            for shade in 0..<3 {
                ids.append(try await host.upload(SamplePNG.bytes(width: 10, height: 10, shade: UInt8(shade))).json.id)
            }
            #expect(try await Self.ids(host) == ids)
            let moved = try await host.send(
                .patch, "\(host.path)\(ids[2])/", Array(#"{"position":1,"alt":"Front"}"#.utf8), headers: [:])
            #expect(moved.status == 200 && moved.json["position"]?.integerValue == 1)
            #expect(moved.json["alt"]?.stringValue == "Front")
            #expect(try await Self.ids(host) == [ids[2], ids[0], ids[1]])
            let first = try await host.send(
                .patch, "\(host.path)\(ids[2])", Array(#"{"position":20}"#.utf8), headers: [:])
            #expect(first.json["position"]?.integerValue == 3)

            let shown = try await host.send(.get, "\(host.path)\(ids[0])/", headers: [:])
            #expect(shown.status == 200 && shown.json.id == ids[0])
            let etag = try #require(shown.headers[.eTag])
            #expect(try await host.send(.get, "\(host.path)\(ids[0])/", headers: [.ifNoneMatch: etag]).status == 304)
            #expect(try await host.send(.delete, "\(host.path)\(ids[0])/", headers: [:]).status == 204)
            #expect(try await Self.ids(host) == [ids[1], ids[2]])
            for method in [HTTPRequest.Method.get, .delete] {
                #expect(try await host.send(method, "\(host.path)\(ids[0])/", headers: [:]).status == 404)
            }
            let gone = try await host.send(.patch, "\(host.path)\(ids[0])/", Array("{}".utf8), headers: [:])
            #expect(gone.status == 404)
            #expect(
                try await host.upload(SamplePNG.bytes(width: 9, height: 9)).json.id > ids[2], "ids never come again")
        }
    }

    @Test("a change that changes nothing causes no event; a bad one is refused field by field")
    func changes() async throws {
        try await ImageHost.run { host in
            let id = try await host.upload(SamplePNG.bytes(width: 10, height: 10)).json.id
            let events = try await host.host.eventKinds()
            #expect(try await host.send(.patch, "\(host.path)\(id)/", Array("{}".utf8), headers: [:]).status == 200)
            #expect(try await host.host.eventKinds() == events)
            let bad = try await host.send(
                .patch, "\(host.path)\(id)/", Array(#"{"alt":null,"position":0,"url":"x"}"#.utf8), headers: [:])
            #expect(bad.status == 422)
            for field in ["alt", "position", "url"] { #expect(bad.error(field) != nil) }
        }
    }

    @Test("If-Match protects the list and each image")
    func preconditions() async throws {
        try await ImageHost.run { host in
            let png = SamplePNG.bytes(width: 10, height: 10)
            let empty = try #require(try await host.send(.get, host.path, headers: [:]).headers[.eTag])
            let first = try await host.upload(png, headers: [.ifMatch: empty])
            #expect(first.status == 201)
            #expect(try await host.upload(png, headers: [.ifMatch: empty]).problem == "precondition-failed")
            let etag = try #require(first.headers[.eTag])
            let path = "\(host.path)\(first.json.id)/"
            let body = Array(#"{"alt":"Side"}"#.utf8)
            let changed = try await host.send(.patch, path, body, headers: [.ifMatch: etag])
            #expect(changed.status == 200 && changed.headers[.eTag] != etag)
            #expect(try await host.send(.patch, path, body, headers: [.ifMatch: etag]).status == 412)
            #expect(try await host.send(.delete, path, headers: [.ifMatch: etag]).status == 412)
            let now = try #require(changed.headers[.eTag])
            #expect(try await host.send(.delete, path, headers: [.ifMatch: now]).status == 204)
        }
    }

    @Test("images that were given as URLs have ids, keep them over imports, and can be removed")
    func givenAsURLs() async throws {
        try await ImageHost.run { host in
            try await host.host.database.execute(
                """
                UPDATE products SET images = images_of_urls('["http://a.example/1.png", "/media/x.png"]', '[]')
                """)
            let ids = try await Self.ids(host)
            #expect(ids.count == 2 && ids[0] != ids[1])
            let uploaded = try await host.upload(SamplePNG.bytes(width: 10, height: 10))
            let url = try #require(uploaded.json["url"]?.stringValue)
            try await host.host.database.execute(
                """
                UPDATE products SET images =
                    images_of_urls(jsonb_build_array('http://a.example/2.png', \(url)::text, 'http://a.example/1.png'), images)
                """)
            let kept = try await Self.ids(host)
            #expect(kept.count == 3 && Array(kept.dropFirst()) == [uploaded.json.id, ids[0]])
            let image = try await host.send(.get, "\(host.path)\(uploaded.json.id)/", headers: [:])
            #expect(image.size == [10, 10], "what is known of an image stays while its URL does")
            #expect(try await host.send(.delete, "\(host.path)\(ids[0])/", headers: [:]).status == 204)
            #expect(try await Self.ids(host).count == 2)
        }
    }

    @Test("who did what is written down")
    func audit() async throws {
        try await ImageHost.run { host in
            let id = try await host.upload(SamplePNG.bytes(width: 10, height: 10)).json.id
            let body = Array(#"{"alt":"Side"}"#.utf8)
            _ = try await host.send(.patch, "\(host.path)\(id)/", body, headers: [:])
            _ = try await host.send(.delete, "\(host.path)\(id)/", headers: [:])
            let written = try await host.host.database.query(
                "SELECT actor_id, action, object_id FROM audit ORDER BY id", as: (UserID, String, ProductID).self)
            #expect(written.map(\.1) == ["product.add_image", "product.change_image", "product.remove_image"])
            #expect(written.allSatisfy { $0.0 == host.admin.id && $0.2 == host.product })
        }
    }
}
