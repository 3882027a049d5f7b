import Dispatch
import JWTKit
package import Logging
import Synchronization

/// The public keys of a key directory, read again when a token names a key that is not among them (a rotation) and once
/// a minute (a removal), at most once a second.
package final class PublicKeys: Sendable {
    typealias Instant = ContinuousClock.Instant

    private struct State {
        var algorithms: [String: any JWTAlgorithm]
        var jwks: [UInt8]
        var readAt: Instant
    }

    private static let shortestInterval: Duration = .seconds(1)
    private static let longestInterval: Duration = .seconds(60)

    private let directory: KeyDirectory
    private let logger: Logger
    private let now: @Sendable () -> Instant
    /// Files are read here, off the cooperative pool.
    private let queue = DispatchQueue(label: "tokens.keys")
    private let state: Mutex<State>

    /// Reads the directory.
    ///
    /// - Throws: `KeyDirectoryError` when it cannot be read or holds no key.
    package convenience init(_ directory: KeyDirectory, logger: Logger) async throws {
        try await self.init(directory, logger: logger) { .now }
    }

    init(_ directory: KeyDirectory, logger: Logger, now: @escaping @Sendable () -> Instant) async throws {
        let keys = try directory.publicKeys()
        guard !keys.isEmpty else { throw KeyDirectoryError.noKey(directory.path + "/public") }
        self.directory = directory
        self.logger = logger
        self.now = now
        state = Mutex(
            State(algorithms: try await Self.algorithms(keys), jwks: try KeySetDocument(keys).bytes, readAt: now()))
    }

    /// The keys as a JSON Web Key Set (RFC 7517 §5, RFC 8037 §2), for `/.well-known/jwks.json`.
    /// Who verifies by it is to know of a new key in time, so it is at most a second old.
    package var jwks: [UInt8] {
        get async {
            if mustRead(after: Self.shortestInterval) { await readAgain() }
            return state.withLock { $0.jwks }
        }
    }

    /// The key of an id; nil when there is none, in the directory too.
    func key(_ id: String) async -> (any JWTAlgorithm)? {
        let known = state.withLock { $0.algorithms[id] }
        guard mustRead(after: known == nil ? Self.shortestInterval : Self.longestInterval) else { return known }
        await readAgain()
        return state.withLock { $0.algorithms[id] }
    }

    /// Whether the directory was read so long ago, and nobody else is about to: the caller then reads it.
    private func mustRead(after interval: Duration) -> Bool {
        state.withLock { state in
            guard state.readAt.duration(to: now()) >= interval else { return false }
            // Claimed before it is done, so that others neither wait nor read as well.
            state.readAt = now()
            return true
        }
    }

    private func readAgain() async {
        let directory = directory
        let result = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(returning: Result { () throws(KeyDirectoryError) in try directory.publicKeys() })
            }
        }
        do {
            let keys = try result.get()
            guard !keys.isEmpty else { throw KeyDirectoryError.noKey(directory.path + "/public") }
            let algorithms = try await Self.algorithms(keys)
            let jwks = try KeySetDocument(keys).bytes
            state.withLock { state in
                state.algorithms = algorithms
                state.jwks = jwks
            }
        } catch {
            logger.error("the public keys cannot be read again; the old ones stay", metadata: ["error": "\(error)"])
        }
    }

    private static func algorithms(_ keys: [String: EdDSA.PublicKey]) async throws -> [String: any JWTAlgorithm] {
        let collection = JWTKeyCollection()
        var algorithms: [String: any JWTAlgorithm] = [:]
        for (id, key) in keys {
            let kid = JWKIdentifier(string: id)
            await collection.add(eddsa: key, kid: kid)
            algorithms[id] = try await collection.getKey(for: kid)
        }
        return algorithms
    }
}
