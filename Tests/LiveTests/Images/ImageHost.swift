import Daemon
import Domain
import Foundation
import HTTPTypes
import HummingbirdTesting
import JSON
import Media
import NIOCore
import Postgres
import Testing
import TestSupport

@testable import CommandAPI

/// The command host with an admin, a product and a folder for images.
struct ImageHost: Sendable {
    let host: CommandHost
    let admin: Person
    let product: ProductID
    let folder: String

    var store: FileMediaStore { FileMediaStore(folder: folder) }
    var path: String { "/api/admin/products/\(product)/images/" }

    static func run(
        _ settings: [String: String] = [:], _ body: @escaping @Sendable (ImageHost) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tandem-media-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // The machine may be busy.
        let standard = ["MEDIA_DIR": folder, "IMAGE_DEADLINE": "60", "PATH": "/usr/bin:/bin"]
        try await CommandHost.run(standard.merging(settings) { $1 }) { host in
            let admin = try await host.person(role: .admin)
            let product = try await host.product(stock: 1)
            try await body(ImageHost(host: host, admin: admin, product: product, folder: folder))
        }
    }

    /// Sends a form with these parts.
    func upload(
        _ parts: [(name: String, bytes: [UInt8])], to path: String? = nil, headers more: HTTPFields = [:],
        boundary: String = "a-boundary", contentType: String? = nil
    ) async throws -> CommandHost.Answer {
        var body: [UInt8] = []
        for part in parts {
            body += "--\(boundary)\r\nContent-Disposition: form-data; ".utf8
            body += "name=\"\(part.name)\"; filename=\"x.svg\"\r\n".utf8
            body += Array("Content-Type: image/svg+xml\r\n\r\n".utf8) + part.bytes + Array("\r\n".utf8)
        }
        body += "--\(boundary)--\r\n".utf8
        var headers: HTTPFields = [
            .authorization: "Bearer \(admin.token)",
            .contentType: contentType ?? "multipart/form-data; boundary=\(boundary)",
        ]
        headers.append(contentsOf: more)
        return try await send(.post, path ?? self.path, body, headers: headers)
    }

    /// Sends a file, with a text beside it.
    func upload(_ file: [UInt8], alt: String? = nil, headers: HTTPFields = [:]) async throws -> CommandHost.Answer {
        try await upload([("file", file)] + (alt.map { [("alt", Array($0.utf8))] } ?? []), headers: headers)
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8]? = nil, headers: HTTPFields
    ) async throws -> CommandHost.Answer {
        var headers = headers
        headers[.authorization] = headers[.authorization] ?? "Bearer \(admin.token)"
        if body != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        let response = try await host.client.execute(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) })
        return CommandHost.Answer(
            status: response.status.code, headers: response.headers, text: String(buffer: response.body),
            json: (try? JSONParser.parse(response.body.readableBytesView)) ?? .null)
    }

    /// An image of another kind, made of a PNG.
    func converted(_ png: [UInt8], to format: ImageFormat) async throws -> [UInt8] {
        var reader = SettingsReader(values: ["IMAGE_DEADLINE": "60"])
        return try await ImageProgram(ImageSettings(&reader)).run(png, format, encoder: "Q=90", longestSide: 100_000)
    }

    /// What is kept under an image's URL.
    func stored(_ url: JSONValue?) async throws -> [UInt8] {
        let text = try #require(url?.stringValue)
        try #require(text.hasPrefix("/media/"))
        let name = try #require(MediaName(parsing: text.dropFirst("/media/".count)))
        let media = try #require(try await store.find(name), "\(text)")
        let bytes = Array(buffer: try await media.read(0..<media.size))
        #expect(MediaName(of: bytes, name.format) == name)
        return bytes
    }

    /// How many files there are.
    func files() throws -> Int {
        let found = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return found.count { $0.contains(".") }
    }

    var sweep: MediaSweep { MediaSweep(database: host.database, store: store, retention: .zero) }
}

extension CommandHost.Answer {
    /// What a 422 says of a field.
    func error(_ field: String) -> String? { json["errors"]?[field]?.arrayValue?.first?.stringValue }

    var sizes: [[Int64]] {
        json["sizes"]?.arrayValue?.map { [$0["width"]?.integerValue ?? 0, $0["height"]?.integerValue ?? 0] } ?? []
    }

    var size: [Int64] { [json["width"]?.integerValue ?? 0, json["height"]?.integerValue ?? 0] }
}
