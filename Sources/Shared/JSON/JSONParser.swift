/// A strict parser of RFC 8259: the whole text, one value, and nothing that two readers could understand differently.
///
/// Beyond the grammar it refuses duplicate names, lone surrogates, U+0000, a byte order mark, bad UTF-8 and nesting past a
/// limit (which also bounds its own recursion). It takes time linear in the text.
package struct JSONParser {
    let bytes: [UInt8]
    let maximumDepth: Int
    var position = 0

    /// Parses one JSON text.
    /// - Parameter maximumDepth: how many arrays and objects may be open at once.
    package static func parse(
        _ bytes: some Sequence<UInt8>, maximumDepth: Int = 32
    ) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes: Array(bytes), maximumDepth: maximumDepth)
        let value = try parser.value(depth: 0)
        parser.skipBlanks()
        guard parser.position == parser.bytes.count else { throw parser.failure(.trailingText) }
        return value
    }

    private init(bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        skipBlanks()
        switch try peek() {
        case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), 48...57: return .number(try number())
        case let other: throw failure(.unexpectedByte(other))
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        try enter(depth: depth)
        var members: [JSONObject.Member] = []
        var names: Set<String> = []
        skipBlanks()
        if try takes(UInt8(ascii: "}")) { return JSONObject() }
        repeat {
            skipBlanks()
            let start = position
            try expect(UInt8(ascii: "\""), consuming: false)
            let name = try string()
            guard names.insert(name).inserted else { throw JSONError(offset: start, reason: .duplicateName(name)) }
            skipBlanks()
            try expect(UInt8(ascii: ":"))
            members.append(.init(name: name, value: try value(depth: depth)))
            skipBlanks()
        } while try takes(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
        return JSONObject(members: members)
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        try enter(depth: depth)
        var values: [JSONValue] = []
        skipBlanks()
        if try takes(UInt8(ascii: "]")) { return values }
        repeat {
            values.append(try value(depth: depth))
            skipBlanks()
        } while try takes(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
        return values
    }

    /// Steps over the opening bracket.
    private mutating func enter(depth: Int) throws(JSONError) {
        guard depth <= maximumDepth else { throw failure(.tooDeep(maximum: maximumDepth)) }
        position += 1
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount { try expect(word.utf8Start[index]) }
        return value
    }
}

extension JSONParser {
    func failure(_ reason: JSONError.Reason) -> JSONError { JSONError(offset: position, reason: reason) }

    /// The next byte, which must be there.
    func peek() throws(JSONError) -> UInt8 {
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        return bytes[position]
    }

    mutating func expect(_ byte: UInt8, consuming: Bool = true) throws(JSONError) {
        let next = try peek()
        guard next == byte else { throw failure(.unexpectedByte(next)) }
        if consuming { position += 1 }
    }

    /// Steps over `byte` if it comes next.
    mutating func takes(_ byte: UInt8) throws(JSONError) -> Bool {
        guard try peek() == byte else { return false }
        position += 1
        return true
    }

    mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }
}
