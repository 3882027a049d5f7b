import JSON
import TestSupport

/// Bodies and queries that an operation has to refuse, made from what its document says it takes.
struct BadInput: Sendable, CustomStringConvertible {
    let name: String
    var body: [UInt8] = []
    var contentType: String? = "application/json"
    var headers: [(String, String)] = []
    /// Appended to the path.
    var query = ""
    let status: Int
    let problem: String
    /// The member of `errors` that has to say what is wrong.
    var field: String?

    var description: String { name }

    /// What no body may be, whatever the operation.
    static func malformed(_ operation: ContractOperation) -> [BadInput] {
        let deep = String(repeating: "[", count: 33) + String(repeating: "]", count: 33)
        func json(_ name: String, _ text: String) -> BadInput {
            BadInput(name: name, body: Array(text.utf8), status: 400, problem: "malformed-json")
        }
        let example = Array((operation.exampleBody ?? .null).text.utf8)
        var inputs = [
            json("cut off", #"{"a":"#), json("two values", "{} {}"), json("a name twice", #"{"a":1,"a":2}"#),
            json("too deep", #"{"a":\#(deep)}"#), json("a lone surrogate", #"{"a":"\ud800"}"#),
            json("a NUL", #"{"a":"\u0000"}"#), json("a comment", "{/**/}"), json("not a number", #"{"a":NaN}"#),
            json("a leading zero", #"{"a":01}"#),
            BadInput(
                name: "bad UTF-8", body: Array(#"{"a":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8), status: 400,
                problem: "malformed-json"),
            BadInput(name: "an array", body: Array("[]".utf8), status: 422, problem: "validation"),
            BadInput(name: "a text", body: Array(#""x""#.utf8), status: 422, problem: "validation"),
            BadInput(
                name: "too large", body: Array(#"{"a":"\#(String(repeating: "x", count: 64 << 10))"}"#.utf8),
                status: 413, problem: "payload-too-large"),
            BadInput(
                name: "another type", body: example, contentType: "text/plain", status: 415,
                problem: "unsupported-media-type"),
            BadInput(
                name: "another charset", body: example, contentType: "application/json; charset=utf-16", status: 415,
                problem: "unsupported-media-type"),
        ]
        if operation.operation.names(in: "header").contains("Idempotency-Key") {
            inputs.append(
                BadInput(
                    name: "a bad key", body: example,
                    headers: [("Idempotency-Key", String(repeating: "k", count: 256))], status: 400,
                    problem: "bad-request"))
        }
        return inputs
    }

    /// Each member with values that its schema does not take, one at a time, the others as in the example.
    static func members(_ operation: ContractOperation) -> [BadInput] {
        guard let schema = operation.bodySchema, let example = operation.exampleBody?.objectValue else { return [] }
        func input(_ name: String, _ value: JSONValue) -> BadInput {
            let kept = example.members.filter { $0.name != name }
            let body = JSONValue.object(JSONObject(members: kept + [JSONObject.Member(name: name, value: value)]))
            return BadInput(
                name: "\(name) is \(value.text.prefix(40))", body: Array(body.text.utf8), status: 422,
                problem: "validation", field: name)
        }
        var inputs = [input("no_such_member", .bool(true)), input("id", .number(JSONNumber(1)))]
        for member in schema["properties"]?.objectValue?.members ?? [] {
            let bad = SchemaBounds(operation.document, member.value).badValues
            inputs += bad.map { input(member.name, $0) }
        }
        for name in schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? [] {
            let body = JSONValue.object(JSONObject(members: example.members.filter { $0.name != name }))
            inputs.append(
                BadInput(
                    name: "no \(name)", body: Array(body.text.utf8), status: 422, problem: "validation", field: name))
        }
        return inputs
    }

    /// Each parameter of the query with values that its schema does not take.
    static func parameters(_ operation: ContractOperation) -> [BadInput] {
        operation.operation.parameters.filter { $0["in"]?.stringValue == "query" }.flatMap { parameter -> [BadInput] in
            guard let name = parameter["name"]?.stringValue, let schema = parameter["schema"] else { return [] }
            let texts = SchemaBounds(operation.document, schema).badTexts + ["%00", "%ff"]
            return texts.map { text in
                BadInput(
                    name: "\(name)=\(text.prefix(40))", query: "?\(name)=\(text)", status: 422, problem: "validation",
                    field: name)
            }
        }
    }
}

/// What a schema's simple words say of one value: types, bounds, lengths, choices.
struct SchemaBounds {
    private var types: Set<String> = []
    private var choices: [JSONValue] = []
    private var maximumLength: Int?
    private var minimum: Int64?
    private var maximum: Int64?

    init(_ document: OpenAPIDocument, _ schema: JSONValue) { read(document, document.resolved(schema)) }

    private mutating func read(_ document: OpenAPIDocument, _ schema: JSONValue) {
        for word in ["anyOf", "oneOf"] {
            for part in schema[word]?.arrayValue ?? [] { read(document, document.resolved(part)) }
        }
        if let items = schema["items"] { read(document, document.resolved(items)) }
        if let type = schema["type"]?.stringValue { types.insert(type) }
        types.formUnion((schema["type"]?.arrayValue ?? []).compactMap(\.stringValue))
        choices += schema["enum"]?.arrayValue ?? []
        maximumLength = schema["maxLength"]?.integerValue.map(Int.init) ?? maximumLength
        minimum = schema["minimum"]?.integerValue ?? minimum
        maximum = schema["maximum"]?.integerValue ?? maximum
    }

    /// JSON values that it does not take.
    var badValues: [JSONValue] {
        let isNumber = types.contains("integer") || types.contains("number")
        var bad: [JSONValue] = [.object(JSONObject(members: [])), .array([]), .array([.null])]
        if !types.contains("boolean") { bad.append(.bool(true)) }
        if !types.contains("null") { bad.append(.null) }
        if !isNumber { bad.append(.number(JSONNumber(1))) }
        if !types.contains("string") { bad += [.string("x"), .string("1"), .string("")] }
        if isNumber { bad += outside.map { .number(JSONNumber($0)) } }
        if types.subtracting(["null"]) == ["integer"], let half = try? JSONParser.parse("1.5".utf8) { bad.append(half) }
        if !choices.isEmpty { bad.append(.string("no-such-choice")) }
        if types.contains("string"), let maximumLength {
            bad.append(.string(String(repeating: "x", count: maximumLength + 1)))
        }
        return bad
    }

    /// Texts of a query that it does not take.
    var badTexts: [String] {
        var bad: [String] = []
        if !types.contains("string") { bad.append("x") }
        if types == ["integer"] { bad += ["1.5", "1e3", "+1", "99999999999999999999"] + outside.map(String.init) }
        if types == ["boolean"] { bad += ["yes", "1", "TRUE"] }
        if !choices.isEmpty { bad.append("no-such-choice") }
        if let maximumLength { bad.append(String(repeating: "x", count: maximumLength + 1)) }
        return bad
    }

    private var outside: [Int64] {
        let below = minimum.map { $0.subtractingReportingOverflow(1) }
        let above = maximum.map { $0.addingReportingOverflow(1) }
        return [below, above].compactMap { $0 }.filter { !$0.overflow }.map(\.partialValue)
    }
}
