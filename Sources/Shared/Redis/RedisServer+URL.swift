/// What is wrong with a Redis URL. It never holds the URL itself, which may hold a password.
package enum RedisURLError: Error, Sendable, Equatable, CustomStringConvertible {
    case scheme
    case host
    case port
    case database
    case escape

    package var description: String {
        switch self {
        case .scheme: "the URL must begin with redis:// (TLS, rediss://, is not supported)"
        case .host: "the URL names no host"
        case .port: "the port must be a number between 1 and 65535"
        case .database: "the path must be a database number, as in /0"
        case .escape: "the user name or password has a broken %-escape"
        }
    }
}

extension RedisServer {
    /// Parses `redis://[[user]:password@]host[:port][/database]`, with user and password %-escaped, the port 6379 and
    /// the database 0 unless given, and an IPv6 address in brackets.
    package init(url: String) throws(RedisURLError) {
        guard url.hasPrefix("redis://") else { throw .scheme }
        let parts = url.dropFirst("redis://".count).split(separator: "/", omittingEmptySubsequences: false)
        guard let authority = parts.first, parts.count <= 2 else { throw .database }
        let path = parts.count == 2 ? parts[1] : ""
        guard let database = path.isEmpty ? 0 : Int(path), database >= 0 else { throw .database }
        let separator = authority.lastIndex(of: "@")
        let location = separator.map { authority[authority.index(after: $0)...] } ?? authority
        let (host, port) = try Self.endpoint(location)
        self.host = host
        self.port = port
        self.database = database
        self.credentials = try separator.flatMap { end throws(RedisURLError) in
            try Self.credentials(authority[..<end])
        }
    }

    private static func endpoint(_ text: Substring) throws(RedisURLError) -> (String, Int32) {
        var host = text
        var port: Substring?
        if text.first == "[", let end = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.first == ":" else { throw .host }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        guard !host.isEmpty else { throw .host }
        guard let port else { return (String(host), 6_379) }
        guard let number = UInt16(port), number > 0 else { throw .port }
        return (String(host), Int32(number))
    }

    private static func credentials(_ text: Substring) throws(RedisURLError) -> RedisCredentials? {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else { return nil }
        let username = try unescape(parts[0])
        return RedisCredentials(username: username.isEmpty ? nil : username, password: try unescape(parts[1]))
    }

    private static func unescape(_ text: Substring) throws(RedisURLError) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else {
                throw .escape
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
