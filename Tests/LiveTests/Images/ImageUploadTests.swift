import Domain
import HTTPTypes
import JSON
import Media
import Postgres
import Testing
import TestSupport
import WebAPI

@testable import CommandAPI

@Suite("Images: uploads")
struct ImageUploadTests {
    /// An APP1 segment that says: turned by 90°, taken at a certain place.
    private static let exif: [UInt8] = {
        let entries: [UInt8] = [0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]
        let content = Array("Exif\0\0MM\0*\0\0\0\u{8}".utf8) + entries + Array("GPS 52.5200 N".utf8)
        return [0xff, 0xe1, 0, UInt8(content.count + 2)] + content
    }()

    @Test(
        "an image is stored at its size and in two smaller ones, and the product shows it",
        arguments: ImageFormat.allCases)
    func kinds(format: ImageFormat) async throws {
        try await ImageHost.run { host in
            let png = SamplePNG.bytes(width: 1_500, height: 1_000)
            let file = format == .png ? png : try await host.converted(png, to: format)
            let answer = try await host.upload(file, alt: "A grey square")
            try #require(answer.status == 201, "\(answer.text)")
            let id = answer.json["id"]?.integerValue ?? 0
            #expect(answer.headers[.location] == "\(host.path)\(id)/")
            #expect(answer.headers[.eTag] != nil && answer.headers[.readAfter] != nil)
            #expect(answer.size == [1_500, 1_000])
            #expect(answer.sizes == [[320, 213], [1_024, 683]])
            let urls = [answer.json["url"]] + (answer.json["sizes"]?.arrayValue?.map { $0["url"] } ?? [])
            for (url, side) in zip(urls, [1_500, 320, 1_024]) {
                let header = try ImageHeader.read(try await host.stored(url), maximumPixels: .max)
                #expect(header.format == format && header.longestSide == side)
            }
            let product = try await host.host.send(.get, "/api/admin/products/\(host.product)/", as: host.admin)
            let shown = try #require(product.json["images"]?.arrayValue?.first)
            #expect(shown["alt"]?.stringValue == "A grey square" && shown["id"]?.integerValue == id)
            #expect(shown["sizes"].map { "\($0)".contains("320") } == true)
            #expect(try await host.host.eventKinds() == ["product.changed"])
            #expect(try await host.host.database.one("SELECT version FROM products", as: Int64.self) == 2)
        }
    }

    @Test("a camera's orientation is applied, and what it noted of place and device is gone")
    func metadata() async throws {
        try await ImageHost.run { host in
            let jpeg = try await host.converted(SamplePNG.bytes(width: 600, height: 400), to: .jpeg)
            let file = jpeg.prefix(2) + Self.exif + jpeg.dropFirst(2)
            let answer = try await host.upload(Array(file))
            try #require(answer.status == 201, "\(answer.text)")
            #expect(answer.size == [400, 600])
            #expect(answer.sizes == [[213, 320]])
            for url in [answer.json["url"], answer.json["sizes"]?.arrayValue?.first?["url"]] {
                let text = String(decoding: try await host.stored(url), as: Unicode.ASCII.self)
                #expect(!text.contains("Exif") && !text.contains("GPS"))
            }
        }
    }

    @Test("a small image has no smaller ones, and an image without a text has an empty one")
    func small() async throws {
        try await ImageHost.run { host in
            let answer = try await host.upload(SamplePNG.bytes(width: 320, height: 200))
            #expect(answer.status == 201 && answer.sizes.isEmpty && answer.size == [320, 200])
            #expect(answer.json["alt"]?.stringValue == "" && answer.json["position"]?.integerValue == 1)
        }
    }

    @Test("what is not an image of the three kinds is refused in a sentence, and leaves nothing behind")
    func refused() async throws {
        try await ImageHost.run { host in
            let png = SamplePNG.bytes(width: 400, height: 300)
            let jpeg = try await host.converted(png, to: .jpeg)
            var broken = png
            broken[200] ^= 0xff
            let cases: [([UInt8], String)] = [
                (Array("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".utf8), "not an SVG"),
                (Array("GIF89a\u{1}\u{0}\u{1}\u{0}".utf8), "not a GIF"), (Array("hello".utf8), "by its content"),
                (png + Array("<script>".utf8), "something else behind"), (Array(png.dropLast(40)), "ends too early"),
                (Array(jpeg.prefix(jpeg.count / 2)), "cut off or damaged"), (broken, "cut off or damaged"),
                (SamplePNG.promising(width: 30_000, height: 30_000), "pixels, more than 50000000"),
                (SamplePNG.promising(width: 300, height: 300), "cut off or damaged"), ([], "must not be empty"),
            ]
            for (file, sentence) in cases {
                let answer = try await host.upload(file)
                #expect(answer.status == 422 && answer.problem == "validation", "\(sentence): \(answer.text)")
                #expect(answer.error("file")?.contains(sentence) == true, "\(answer.text)")
            }
            #expect(try host.files() == 0)
            #expect(try await host.host.count(of: "media_files") == 0)
            #expect(try await host.host.eventKinds().isEmpty)
        }
    }

    @Test("an image that would take too much memory is refused in milliseconds, by its header alone")
    func bomb() async throws {
        try await ImageHost.run(["PATH": "/usr/bin:/bin"]) { host in
            try await promptly("it is refused", within: .seconds(1)) {
                let start = ContinuousClock.now
                let answer = try await host.upload(SamplePNG.promising(width: 50_000, height: 50_000))
                #expect(answer.status == 422)
                return ContinuousClock.now - start
            }
        }
    }

    @Test("the form is read strictly")
    func form() async throws {
        try await ImageHost.run(["IMAGE_BYTES": "64K"]) { host in
            let png = SamplePNG.bytes(width: 10, height: 10)
            let text = Array("x".utf8)
            let long = Array(String(repeating: "ü", count: 501).utf8)
            let wrong = try await host.upload([("alt", long), ("position", text), ("price", text), ("alt", text)])
            #expect(wrong.status == 422)
            for field in ["file", "alt", "position", "price"] { #expect(wrong.error(field) != nil, "\(field)") }
            #expect(try await host.upload([("file", [UInt8](repeating: 1, count: 70_000))]).status == 413)
            #expect(try await host.upload([("file", [UInt8](repeating: 1, count: 200_000))]).status == 413)
            #expect(try await host.upload([("file", png)], contentType: "application/json").status == 415)
            #expect(try await host.upload([("file", png)], contentType: "multipart/form-data").problem == "bad-request")
            #expect(
                try await host.upload([("file", png)], contentType: "multipart/form-data; boundary=other").problem
                    == "bad-request")
            #expect(try await host.upload([("file", png)], to: "/api/admin/products/999/images/").status == 404)
            #expect(try await host.upload([("file", png)], to: "/api/admin/products/x/images/").status == 404)
            let fine = try await host.upload([
                ("file", png), ("alt", Array(long.prefix(1_000))), ("position", Array("20".utf8)),
            ])
            #expect(fine.status == 201)
        }
    }

    @Test("a product has at most twenty images")
    func limit() async throws {
        try await ImageHost.run { host in
            let urls = "[\((1...20).map { "\"http://a.example/\($0).png\"" }.joined(separator: ","))]"
            try await host.host.database.execute(
                "UPDATE products SET images = images_of_urls(\(urls)::text::jsonb, '[]')")
            let answer = try await host.upload(SamplePNG.bytes(width: 10, height: 10))
            #expect(answer.status == 409 && answer.problem == "conflict")
            #expect(try host.files() == 0)
        }
    }

    @Test("a retry with the same key gives the same image again, and is not worked on twice")
    func idempotency() async throws {
        try await ImageHost.run { host in
            let png = SamplePNG.bytes(width: 10, height: 10)
            let first = try await host.upload(png, headers: [.idempotencyKey: "k1"])
            let second = try await host.upload(png, headers: [.idempotencyKey: "k1"])
            #expect(first.status == 201 && second.status == 201 && second.text == first.text)
            #expect(second.headers[.idempotencyReplayed] == "true")
            #expect(second.headers[.readAfter] != nil)
            let rebuilt = try await host.upload([("file", png)], headers: [.idempotencyKey: "k1"], boundary: "another")
            #expect(rebuilt.text == first.text, "clients divide a form that they build again by another boundary")
            let other = try await host.upload(SamplePNG.bytes(width: 11, height: 10), headers: [.idempotencyKey: "k1"])
            #expect(other.problem == "idempotency-key-reused")
            #expect(try await host.send(.get, host.path, headers: [:]).json["count"]?.integerValue == 1)
        }
    }

    @Test("without the image program an upload is 503 before anything is read")
    func missingProgram() async throws {
        try await ImageHost.run(["PATH": "/nonexistent"]) { host in
            let answer = try await host.upload(SamplePNG.bytes(width: 10, height: 10))
            #expect(answer.status == 503 && answer.problem == "unavailable")
            #expect(answer.headers[.retryAfter] == "60")
        }
    }

    @Test("with all turns taken and the line full, an upload is 503")
    func busy() async throws {
        try await ImageHost.run(["IMAGE_WORKERS": "1", "IMAGE_QUEUE": "0"]) { host in
            let answers = try await withThrowingTaskGroup(of: Int.self) { group in
                for shade in 0..<6 {
                    group.addTask {
                        try await host.upload(SamplePNG.bytes(width: 900, height: 900, shade: UInt8(shade))).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.contains(201) && answers.contains(503) && answers.allSatisfy { [201, 503].contains($0) })
        }
    }
}
