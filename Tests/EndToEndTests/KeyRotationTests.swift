import Foundation
import JSON
import NIOHTTP1
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Signing keys", .serialized)
    struct SigningKeys {}
}

extension EndToEnd.SigningKeys {
    /// The ids of the key set.
    private func keys(_ shop: Shop) async throws -> Set<String> {
        let answer = try await shop.send(.GET, .command, "/.well-known/jwks.json")
        return Set(answer["keys"]?.arrayValue?.compactMap { $0["kid"]?.stringValue } ?? [])
    }

    @Test("rotated again and again while it serves, the shop signs people in, with new keys, and knows its old tokens")
    func rotate() async throws {
        try await withShop(environment: ["KEY_ACTIVATION_DELAY": "3"]) { running in
            let (shop, stack) = (running.shop, running.stack)
            let first = try await shop.newCustomer()
            let before = try await keys(shop)
            #expect(before.count == 1)
            for _ in 0..<3 {
                let rotated = try await stack.run(
                    .command, ["keys", "rotate"], environment: ["KEY_ACTIVATION_DELAY": "3"])
                #expect(rotated.status == 0, "\(rotated.output)")
                let person = try await shop.newCustomer()
                for token in [first.access, person.access] {
                    #expect(try await shop.get("/api/auth/profile/", token: token).status == 200)
                    #expect(try await shop.post("/api/auth/ws-ticket/", token: token).status == 200)
                }
            }
            // The newest key signs, without a restart, and both hosts take it.
            try await eventually("a token of the fourth key") {
                let token = try await shop.newCustomer().access
                #expect(try await shop.get("/api/auth/profile/", token: token).status == 200)
                #expect(try await shop.get("/api/auth/profile/", token: first.access).status == 200)
                return try await keys(shop).count == 4 && key(of: token) == stack.newestKey
            }
        }
    }

    private func key(of token: String) throws -> String {
        let header = try #require(token.split(separator: ".").first)
        let bytes = try #require(Data(base64URL: String(header)))
        return try #require(try JSONParser.parse(Array(bytes))["kid"]?.stringValue)
    }
}

extension Data {
    fileprivate init?(base64URL text: String) {
        let padded = text + String(repeating: "=", count: (4 - text.count % 4) % 4)
        self.init(
            base64Encoded: padded.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/"))
    }
}

extension Stack {
    fileprivate var newestKey: String? {
        let names = try? FileManager.default.contentsOfDirectory(
            atPath: folder.appending(path: "keys/private").path)
        return names?.sorted().last.map { String($0.dropLast(4)) }
    }
}
