import Domain
import NIOCore
import WebAPI

/// What time does to a socket.
extension SocketHandler {
    /// Called by the shard's wheel at about the times asked for.
    func woken(now: NIODeadline) {
        switch phase {
        case .waitingForSignIn(let deadline), .checkingToken(let deadline):
            if now >= deadline { return close(.notSignedIn) }
        case .open(let signIn, _):
            // The end of a session is an event; one that was lost with a piece of the log shows here.
            let hasEnded = shard.environment.authenticator.revocations.isRevoked(signIn.identity.session)
            if hasEnded || Timestamp.now() >= signIn.expiresAt { return close(.notSignedIn) }
        case .watching: break
        case .closing(let deadline):
            if now >= deadline { context?.close(promise: nil) }
            return
        }
        if now >= nextPing { ping(now: now) }
    }

    func ping(now: NIODeadline) {
        guard unansweredPings < 2 else {
            context?.close(promise: nil)
            return
        }
        unansweredPings += 1
        write(.ping)
        nextPing = now + .seconds(Int64(limits.pingSeconds))
        shard.wake(self, at: nextPing)
    }

    func deadline(of signIn: SocketAuthenticator.SignIn) -> NIODeadline {
        let microseconds = max(0, signIn.expiresAt.microseconds - Timestamp.now().microseconds)
        return .now() + .microseconds(microseconds)
    }
}
