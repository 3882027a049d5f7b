import AsyncHTTPClient
import Foundation
import JSON
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

extension EndToEnd {
    /// What the daemons' own documents say, held against the daemons.
    @Suite("The contract, from the documents that both daemons serve", .serialized)
    struct Contract {}
}

/// An operation of one of the hosts.
struct ContractOperation: Sendable, CustomStringConvertible {
    let host: Host
    let operation: OpenAPIOperation
    let document: OpenAPIDocument

    var description: String { "\(operation) (\(host))" }

    /// The example of its JSON body, by the body's own word or by its schema's; nil without a JSON body.
    var exampleBody: JSONValue? {
        guard let media = operation.requestBody["content"]?["application/json"] else { return nil }
        if let example = media["example"] { return example }
        return bodySchema?["examples"]?.arrayValue?.first ?? .object(JSONObject(members: []))
    }

    var bodySchema: JSONValue? { operation.bodySchema.map(document.resolved) }

    /// Whether it is about one thing that a customer owns.
    var isAboutOwnThing: Bool { operation.access == "customer" && operation.path.contains("{") }
}

/// A request that an operation describes.
struct ContractRequest: Sendable {
    var host: Host
    var method: String
    var path: String
    var token: String?
    var contentType: String?
    var body: [UInt8]?
    var headers: [(String, String)] = []
}

extension Shop {
    /// Both documents, as the daemons serve them.
    func operations() async throws -> [ContractOperation] {
        var operations: [ContractOperation] = []
        for host in [Host.command, .query] {
            let answer = try await send(.GET, host, "/openapi.yaml")
            try #require(answer.status == 200)
            let document = try OpenAPIDocument(yaml: String(decoding: answer.body, as: UTF8.self))
            operations += document.operations.map {
                ContractOperation(host: host, operation: $0, document: document)
            }
        }
        return operations
    }

    func send(_ contract: ContractRequest) async throws -> Answer {
        let authority = contract.host == .command ? command : query
        var request = HTTPClientRequest(url: "http://\(authority)\(contract.path)")
        request.method = HTTPMethod(rawValue: contract.method)
        if let token = contract.token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let type = contract.contentType { request.headers.add(name: "Content-Type", value: type) }
        for (name, value) in contract.headers { request.headers.add(name: name, value: value) }
        if let body = contract.body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        let bytes = Array(try await response.body.collect(upTo: 16 << 20).readableBytesView)
        return Answer(status: Int(response.status.code), headers: response.headers, body: bytes)
    }
}

extension Answer {
    /// The slug of a problem's type.
    var problem: String? { self["type"]?.stringValue.map { String($0.dropFirst("/problems/".count)) } }
}

extension JSONValue {
    var text: String {
        var json = JSONWriter()
        json.value(self)
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
