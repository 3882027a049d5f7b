/// Where a Redis server listens and who we are to it.
package struct RedisServer: Sendable {
    package let host: String
    package let port: Int32
    /// The database that commands use; pub/sub knows no databases.
    package let database: Int
    let credentials: RedisCredentials?

    /// What a new connection says first. Its replies come in this order, the last one to `PING`.
    var greeting: [RedisCommand] {
        var commands = authentication
        if database != 0 { commands.append(RedisCommand(["SELECT", .integer(Int64(database))])) }
        return commands + [RedisCommand(["PING"])]
    }

    var authentication: [RedisCommand] {
        guard let credentials else { return [] }
        let user = credentials.username.map { [RedisArgument.text($0)] } ?? []
        return [RedisCommand(["AUTH"] + user + [.text(credentials.password)])]
    }
}

/// A user name and its password, which prints as neither.
struct RedisCredentials: Sendable, CustomStringConvertible, CustomReflectable {
    /// Nil for the `default` user of Redis, and for servers before Redis 6.
    let username: String?
    let password: String

    var description: String { "[redacted]" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
