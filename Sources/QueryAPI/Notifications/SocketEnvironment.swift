import Domain
import Logging
import WebAPI

/// What every socket needs of the rest of the daemon.
struct SocketEnvironment: Sendable {
    let limits: SocketLimits
    let quota: SocketQuota
    let counters = SocketCounters()
    let authenticator: SocketAuthenticator
    let backlog: SocketBacklog
    /// Reads the present values of products, as many as there are ids.
    let quotes: @Sendable ([ProductID]) async throws -> [ProductQuote]
    /// No socket opens before this process knows where the log ends and which sessions have ended, nor while it stops.
    let health: HealthState
    let logger: Logger
}
