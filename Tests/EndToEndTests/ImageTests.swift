import AsyncHTTPClient
import Foundation
import JSON
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Images", .serialized)
    struct Images {}
}

extension EndToEnd.Images {
    @Test("an image sent to the one host is in the product at the other at once, with its bytes; so is its removal")
    func uploadToServing() async throws {
        try await withShop { running in
            let shop = running.shop
            let product = try await shop.newProduct(admin: running.admin, stock: 3)
            let page = "/api/products/\(product)/"
            #expect(try await shop.get(page)["images"] == .array([]))
            // Once the log has caught up with the product's creation.
            try await eventually("the page is cached") {
                try await shop.get(page).headers.first(name: "Cache-Status")?.contains("hit") == true
            }

            let sent = try await shop.upload(
                SamplePNG.bytes(width: 800, height: 500), alt: "A kettle", product: product, admin: running.admin)
            try #require(sent.status == 201, "\(String(decoding: sent.body, as: UTF8.self))")
            let shown = try await eventualValue("the query host shows it") {
                try await shop.get(page)["images"]?.arrayValue?.first
            }
            #expect(shown["url"] == sent["url"] && shown["alt"]?.stringValue == "A kettle")

            let thumbnail = try #require(shown["sizes"]?.arrayValue?.first?["url"]?.stringValue)
            let image = try await shop.get(thumbnail)
            #expect(image.status == 200 && image.headers.first(name: "Content-Type") == "image/png")
            #expect(image.body.starts(with: SamplePNG.signature))
            #expect(image.headers.first(name: "Content-Length") == "\(image.body.count)")

            let customer = try await shop.newCustomer()
            let cart = try await shop.addToCart(product, customer: customer)
            #expect(cart["items"]?.arrayValue?.first?["product"]?["image"]?.stringValue == thumbnail)

            let path = try #require(sent.headers.first(name: "Location"))
            let removed = try await shop.send(.DELETE, .command, path, token: running.admin.access)
            #expect(removed.status == 204)
            let after = try await shop.get(page, headers: [("X-Read-After", removed.readAfter ?? "")])
            #expect(after["images"] == .array([]))
        }
    }

    @Test("a body over the limit is refused before it was sent, and the connection's next request is answered")
    func tooLarge() async throws {
        try await withShop { running in
            let product = try await running.shop.newProduct(admin: running.admin, stock: 3)
            let answer = try await running.shop.upload(
                [UInt8](repeating: 0, count: 6 << 20), alt: "", product: product, admin: running.admin)
            #expect(answer.status == 413)
            #expect(try await running.shop.get("/api/products/\(product)/").status == 200)
        }
    }
}

extension Shop {
    fileprivate func upload(_ file: [UInt8], alt: String, product: Int64, admin: Person) async throws -> Answer {
        var request = HTTPClientRequest(url: "http://\(command)/api/admin/products/\(product)/images/")
        request.method = .POST
        request.headers.add(name: "Authorization", value: "Bearer \(admin.access)")
        request.headers.add(name: "Content-Type", value: "multipart/form-data; boundary=\"a boundary\"")
        let start = "--a boundary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"kettle.png\"\r\n\r\n"
        let text =
            "\r\n--a boundary\r\nContent-Disposition: form-data; name=\"alt\"\r\n\r\n\(alt)\r\n--a boundary--\r\n"
        request.body = .bytes(ByteBuffer(bytes: Array(start.utf8) + file + Array(text.utf8)))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let body = try await response.body.collect(upTo: 1 << 20)
        return Answer(status: Int(response.status.code), headers: response.headers, body: Array(body.readableBytesView))
    }
}
