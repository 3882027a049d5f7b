import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Media
import NIOCore
import TestSupport
import Testing
import WebAPI

@testable import QueryAPI

@Suite("Images: as they are served")
struct ServeImageTests {
    private let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 % 251) }

    private static func with(
        _ body: @escaping @Sendable (any TestClientProtocol, FileMediaStore) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tandem-media-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = FileMediaStore(folder: folder)
        let router = APIRouter(APIPolicy(authentication: Authentication { _ in nil }))
        router.getMedia(from: store)
        let application = Application(responder: router.buildResponder(), logger: .quiet)
        try await application.test(.router) { try await body($0, store) }
    }

    @Test("an image is public, cacheable for ever, and can do nothing in a browser")
    func whole() async throws {
        try await Self.with { client, store in
            let name = MediaName(of: bytes, .webp)
            try await store.put(bytes, as: name)
            let answer = try await client.execute(uri: "/media/\(name)", method: .get)
            #expect(answer.status == .ok)
            #expect(Array(buffer: answer.body) == bytes)
            #expect(answer.headers[.contentType] == "image/webp")
            #expect(answer.headers[.contentLength] == "300000")
            #expect(answer.headers[.cacheControl] == "public, max-age=31536000, immutable")
            #expect(answer.headers[.eTag] == "\"\(name.hash)\"")
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            #expect(answer.headers[.contentSecurityPolicy] == "default-src 'none'; sandbox")
            let head = try await client.execute(uri: "/media/\(name)", method: .head)
            #expect(head.status == .ok && head.body.readableBytes == 0 && head.headers[.contentLength] == "300000")
            let known = try await client.execute(
                uri: "/media/\(name)", method: .get, headers: [.ifNoneMatch: "\"\(name.hash)\""])
            #expect(known.status == .notModified && known.body.readableBytes == 0)
        }
    }

    @Test("a range is a part of it")
    func ranges() async throws {
        try await Self.with { client, store in
            let name = MediaName(of: bytes, .jpeg)
            try await store.put(bytes, as: name)
            let part = try await client.execute(
                uri: "/media/\(name)", method: .get, headers: [.range: "bytes=10-200009"])
            #expect(part.status == .partialContent)
            #expect(part.headers[.contentRange] == "bytes 10-200009/300000")
            #expect(Array(buffer: part.body) == Array(bytes[10..<200_010]))
            let none = try await client.execute(uri: "/media/\(name)", method: .get, headers: [.range: "bytes=300000-"])
            #expect(none.status == .ok)
            let other = try await client.execute(
                uri: "/media/\(name)", method: .get, headers: [.range: "bytes=0-1", .ifRange: "\"another\""])
            #expect(other.status == .ok)
            let head = try await client.execute(
                uri: "/media/\(name)", method: .head, headers: [.range: "bytes=10-19"])
            #expect(head.status == .ok && head.headers[.contentLength] == "300000")
        }
    }

    @Test("nothing but a stored image's name finds anything")
    func others() async throws {
        try await Self.with { client, store in
            try await store.put(bytes, as: MediaName(of: bytes, .jpeg))
            let hash = String(repeating: "0", count: 64)
            let names = [
                "\(hash).jpg", "\(hash).svg", "x", "..", "%2e%2e%2fkeys", "incoming", "\(hash).jpg%00",
                MediaName(of: bytes, .png).description, "..%2f\(MediaName(of: bytes, .jpeg))",
            ]
            for name in names {
                let answer = try await client.execute(uri: "/media/\(name)", method: .get)
                #expect(answer.status == .notFound, "\(name)")
                #expect(answer.headers[.cacheControl] == "no-store")
            }
        }
    }
}
