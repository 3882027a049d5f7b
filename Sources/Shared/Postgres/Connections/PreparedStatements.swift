/// What one connection has prepared.
///
/// Statements are told apart by name, text and parameter types; on the server each has a name of its own, never used
/// twice, so that one that was forgotten cannot be confused with its successor.
struct PreparedStatements {
    struct Key: Hashable {
        let name: String
        let literals: [String]
        let types: [UInt32]

        func hash(into hasher: inout Hasher) { hasher.combine(name) }
    }

    /// Beyond it, statements run unprepared: names are meant to be few and constant.
    static let maximumCount = 500

    private var serverNames: [Key: String] = [:]
    private var made = 0

    enum Lookup: Equatable {
        case prepared(String)
        /// To be prepared under this name; remembered as prepared from now on, because what is sent later runs later.
        case new(String)
        case full
    }

    mutating func lookUp(_ key: Key) -> Lookup {
        if let name = serverNames[key] { return .prepared(name) }
        guard serverNames.count < Self.maximumCount else { return .full }
        made += 1
        let name = "\(made)_\(key.name)"
        serverNames[key] = name
        return .new(name)
    }

    /// What it is prepared as, if it is.
    func name(of key: Key) -> String? { serverNames[key] }

    mutating func forget(_ key: Key) { serverNames[key] = nil }
}

extension Statement {
    var preparedKey: PreparedStatements.Key? {
        name.map { PreparedStatements.Key(name: $0, literals: literals, types: parameters.types) }
    }
}
