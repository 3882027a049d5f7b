/// Which Redis, and how patient its clients are.
package struct RedisConfiguration: Sendable {
    package var server: RedisServer
    /// How long a caller waits for a reply.
    package var commandDeadline: Duration = .milliseconds(50)
    /// How long resolving, connecting and greeting may take together.
    package var connectDeadline: Duration = .seconds(1)
    /// Commands without a reply yet, those past their deadline included. Past it: `RedisError.busy`.
    package var maximumInFlight = 4_096
    /// Bytes of the commands in flight, so that large values cannot pile up in front of a slow server.
    package var maximumInFlightBytes = 32 << 20
    /// So many missed deadlines with no reply between them open the breaker.
    package var failuresToOpen = 3
    package var backoff = Backoff(shortest: .milliseconds(100), longest: .seconds(2))
    /// How often a subscriber asks whether the server is there.
    package var pingInterval: Duration = .milliseconds(250)
    /// A subscriber that has heard nothing for so long drops its connection.
    package var silenceLimit: Duration = .seconds(1)

    package init(server: RedisServer) { self.server = server }

    /// Reads `redis://[[user]:password@]host[:port][/database]`.
    package init(url: String) throws(RedisURLError) { self.init(server: try RedisServer(url: url)) }
}
