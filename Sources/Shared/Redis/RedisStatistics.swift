/// How a client and its Redis get on, since the start of the process.
package struct RedisStatistics: Hashable, Sendable {
    /// Whether a command would be sent now.
    package var isAvailable = false
    /// Commands that were sent and had no answer in time.
    package var missedDeadlines = 0
    /// Connections that were lost, and attempts to make one that failed.
    package var failedConnections = 0
}
