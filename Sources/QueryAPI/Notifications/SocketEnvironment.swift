import Logging

/// What every socket needs of the rest of the daemon.
struct SocketEnvironment: Sendable {
    let limits: SocketLimits
    let quota: SocketQuota
    let authenticator: SocketAuthenticator
    let backlog: SocketBacklog
    let logger: Logger
}
