import CLibpq

/// A database URL that is not one. Neither it nor its description quotes the URL, which may hold a password.
package struct InvalidDatabaseURL: Error, CustomStringConvertible {
    package let description =
        "the database URL is not one that libpq understands: postgresql://user:password@host:port/database"
}

/// libpq's connection keywords, from a URL and the settings of our own.
struct ConnectionParameters: Sendable {
    private var values: [String: String]

    /// - Throws: `InvalidDatabaseURL`
    init(url: String) throws(InvalidDatabaseURL) {
        // libpq's own message is dropped: it quotes parts of the URL.
        guard let options = PQconninfoParse(url, nil) else { throw InvalidDatabaseURL() }
        defer { PQconninfoFree(options) }
        values = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
    }

    /// Adds what every session of ours has, over what the URL says.
    init(_ configuration: DatabaseConfiguration) throws(InvalidDatabaseURL) {
        try self.init(url: configuration.url)
        let settings = [
            "statement_timeout": configuration.serverStatementLimit,
            "lock_timeout": configuration.lockDeadline,
            "idle_in_transaction_session_timeout": configuration.idleInTransactionDeadline,
        ]
        let options = settings.sorted { $0.key < $1.key }.map { "-c \($0.key)=\($0.value.milliseconds)" }
        // Compiling a statement takes longer than running one of ours, and a misjudged cost is enough to set it off.
        values["options"] = ([values["options"]].compactMap(\.self) + options + ["-c timezone=UTC", "-c jit=off"])
            .joined(separator: " ")
        values["client_encoding"] = "UTF8"
        values["application_name"] = values["application_name"] ?? configuration.applicationName
        values["target_session_attrs"] = values["target_session_attrs"] ?? configuration.sessionTarget
    }

    /// The same hosts, beginning with the one at `offset`.
    ///
    /// libpq goes on to the next host when one refuses, but waits for one that is silent until the whole attempt runs
    /// out of time. Each attempt therefore begins with another host.
    func rotated(by offset: Int) -> ConnectionParameters {
        var rotated = self
        for keyword in ["host", "hostaddr", "port"] {
            guard let parts = values[keyword]?.split(separator: ",", omittingEmptySubsequences: false) else { continue }
            let start = offset % parts.count
            rotated.values[keyword] = (parts[start...] + parts[..<start]).joined(separator: ",")
        }
        return rotated
    }

    /// The parallel, NULL-terminated arrays that `PQconnectStartParams` takes, valid during the call.
    func withKeywordsAndValues<Result>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        let pairs = values.map { ($0.key.utf8CString, $0.value.utf8CString) }
        let text = pairs.flatMap { Array($0.0) + Array($0.1) }
        return text.withUnsafeBufferPointer { text in
            var keywords: [UnsafePointer<CChar>?] = []
            var contents: [UnsafePointer<CChar>?] = []
            var next = text.baseAddress
            for pair in pairs {
                keywords.append(next)
                next = next.map { $0 + pair.0.count }
                contents.append(next)
                next = next.map { $0 + pair.1.count }
            }
            return body(keywords + [nil], contents + [nil])
        }
    }

    subscript(keyword: String) -> String? { values[keyword] }
}

/// One of the values is the password.
extension ConnectionParameters: CustomStringConvertible, CustomReflectable {
    var description: String { "ConnectionParameters" }

    var customMirror: Mirror { Mirror(self, children: []) }
}

extension Duration {
    /// Whole milliseconds, at least one: zero would mean "no limit" to PostgreSQL.
    var milliseconds: Int64 {
        max(1, components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
