import Dispatch
import JWTKit
package import Logging
import Synchronization

/// The key that access tokens are signed with now, found in a key directory again at most once a second, so that a
/// rotation needs no restart.
///
/// A new key signs only once its public half has been in place for the activation delay, within which every verifier is
/// to get it.
package final class SigningKeys: Sendable {
    typealias Instant = ContinuousClock.Instant

    private struct State {
        var key: PreparedKey
        var readAt: Instant
    }

    private static let interval: Duration = .seconds(1)

    private let directory: KeyDirectory
    private let activationDelay: Duration
    private let logger: Logger
    private let now: @Sendable () -> Instant
    /// Files are read here, off the cooperative pool.
    private let queue = DispatchQueue(label: "tokens.signing")
    private let state: Mutex<State>

    /// Reads the directory; the first start makes its first key.
    ///
    /// - Throws: `KeyDirectoryError`.
    package convenience init(_ directory: KeyDirectory, activationDelay: Duration, logger: Logger) async throws {
        try await self.init(directory, activationDelay: activationDelay, logger: logger) { .now }
    }

    init(
        _ directory: KeyDirectory, activationDelay: Duration, logger: Logger, now: @escaping @Sendable () -> Instant
    ) async throws {
        self.directory = directory
        self.activationDelay = activationDelay
        self.logger = logger
        self.now = now
        let key = await PreparedKey(try directory.ensureKey(activationDelay: activationDelay))
        logger.notice("signing", metadata: ["key": "\(key.id)"])
        state = Mutex(State(key: key, readAt: now()))
    }

    /// The key to sign with now.
    func current() async -> PreparedKey {
        let mustRead = state.withLock { state in
            guard state.readAt.duration(to: now()) >= Self.interval else { return false }
            // Claimed before it is done, so that others neither wait nor read as well.
            state.readAt = now()
            return true
        }
        if mustRead { await readAgain() }
        return state.withLock { $0.key }
    }

    private func readAgain() async {
        let (directory, activationDelay) = (directory, activationDelay)
        let result = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(
                    returning: Result { () throws(KeyDirectoryError) in
                        try directory.signingKey(activationDelay: activationDelay)
                    })
            }
        }
        do {
            let key = try result.get()
            guard key.id != state.withLock({ $0.key.id }) else { return }
            let prepared = await PreparedKey(key)
            state.withLock { $0.key = prepared }
            logger.notice("signing with another key", metadata: ["key": "\(key.id)"])
        } catch {
            logger.error("the signing key cannot be read again; the old one stays", metadata: ["error": "\(error)"])
        }
    }
}

/// A key in the form that JWTKit signs with.
struct PreparedKey: Sendable {
    let id: String
    let keys: JWTKeyCollection

    init(_ key: SigningKey) async {
        id = key.id
        keys = await JWTKeyCollection().add(eddsa: key.key, kid: JWKIdentifier(string: key.id))
    }
}
