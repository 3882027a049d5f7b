import Domain
import HTTPTypes
import JSON
import Media
import Postgres
import Testing
import TestSupport
import WebAPI

@testable import CommandAPI

@Suite("Images: files that nobody shows")
struct MediaSweepTests {
    private let png = SamplePNG.bytes(width: 400, height: 300)

    @Test("a file that two products show stays until neither does")
    func shared() async throws {
        try await ImageHost.run { host in
            let other = try await host.host.product(stock: 1)
            let first = try await host.upload(png)
            let second = try await host.upload([("file", png)], to: "/api/admin/products/\(other)/images/")
            #expect(first.json["url"] == second.json["url"])
            #expect(try host.files() == 2)

            #expect(try await host.send(.delete, "\(host.path)\(first.json.id)/", headers: [:]).status == 204)
            try await host.sweep.run()
            #expect(try host.files() == 2)
            #expect(try await host.sweep.run() == 0, "it is not looked at again")

            #expect(try await host.send(.delete, "/api/admin/products/\(other)/", headers: [:]).status == 204)
            try await host.sweep.run()
            #expect(try host.files() == 0)
            #expect(try await host.host.count(of: "media_files") == 0)
        }
    }

    @Test("a file is kept for a while after it was last shown")
    func retention() async throws {
        try await ImageHost.run { host in
            let image = try await host.upload(png)
            _ = try await host.send(.delete, "\(host.path)\(image.json.id)/", headers: [:])
            let patient = MediaSweep(database: host.host.database, store: host.store, retention: .seconds(60))
            #expect(try await patient.run() == 0)
            #expect(try host.files() == 2)
            try await host.host.database.execute("UPDATE media_files SET idle_since = now() - interval '61 seconds'")
            #expect(try await patient.run() == 2)
            #expect(try host.files() == 0)
        }
    }

    @Test("a batch takes what is due, and the next one the rest")
    func batches() async throws {
        try await ImageHost.run { host in
            let image = try await host.upload(png)
            _ = try await host.send(.delete, "\(host.path)\(image.json.id)/", headers: [:])
            var sweep = host.sweep
            sweep.batchLimit = 1
            #expect(try await sweep.run() == 1)
            #expect(try host.files() == 1)
            #expect(try await sweep.run() == 1)
            #expect(try await sweep.run() == 0)
            #expect(try host.files() == 0)
        }
    }

    @Test("a file that an upload has a hold on is left alone")
    func held() async throws {
        try await ImageHost.run { host in
            let image = try await host.upload(png)
            _ = try await host.send(.delete, "\(host.path)\(image.json.id)/", headers: [:])
            try await host.host.database.transaction { transaction in
                _ = try await transaction.query("SELECT name FROM media_files FOR KEY SHARE", as: String.self)
                #expect(try await host.sweep.run() == 0)
            }
            #expect(try host.files() == 2)
        }
    }

    @Test("uploads, removals and sweeps at once never leave a product with an image whose file is gone")
    func race() async throws {
        try await ImageHost.run(["IMAGE_WORKERS": "4"]) { host in
            let finished = Finished()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    while await !finished.isSet { try await host.sweep.run() }
                }
                try await withThrowingTaskGroup(of: Void.self) { people in
                    for _ in 0..<4 {
                        people.addTask {
                            let product = try await host.host.product(stock: 1)
                            let path = "/api/admin/products/\(product)/images/"
                            for _ in 0..<6 {
                                let image = try await host.upload([("file", png)], to: path)
                                // Three times in a row the files were swept away: with no retention at all, it may be.
                                guard image.status != 503 else { continue }
                                try #require(image.status == 201, "\(image.text)")
                                _ = try await host.stored(image.json["url"])
                                _ = try await host.send(.delete, "\(path)\(image.json.id)/", headers: [:])
                            }
                        }
                    }
                    try await people.waitForAll()
                }
                await finished.set()
                try await group.waitForAll()
            }
            // Files that come between a sweep and its end have no row then, until the same are sent again: with no
            // retention, the last upload that was sent away may have left some.
            let last = try await host.upload(png)
            _ = try await host.send(.delete, "\(host.path)\(last.json.id)/", headers: [:])
            try await host.sweep.run()
            #expect(try host.files() == 0)
        }
    }
}

private actor Finished {
    private(set) var isSet = false

    func set() { isSet = true }
}
