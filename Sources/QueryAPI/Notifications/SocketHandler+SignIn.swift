import NIOCore
import WebAPI

/// Signing in, at the opening or by the first message.
extension SocketHandler {
    /// Makes the socket one of a person's, or closes it. Called once.
    func signIn(_ signIn: SocketAuthenticator.SignIn?) {
        if case .closing = phase { return }
        // The session may have ended while the token was being checked.
        guard let signIn, !shard.environment.authenticator.revocations.isRevoked(signIn.identity.session) else {
            return close(.notSignedIn)
        }
        guard let audience = endpoint.audience(for: signIn.identity) else { return close(.wrongRole) }
        guard shard.environment.quota.admit(signIn.identity.user) else { return close(.tooManySockets) }
        countedUser = signIn.identity.user
        phase = .open(signIn, audience)
        shard.wake(self, at: deadline(of: signIn))
        let position = shard.position
        feed = resumeAfter.map { SocketFeed(resumingAfter: $0) } ?? SocketFeed(liveAfter: position)
        shard.join(self, audience: audience, user: signIn.identity.user)
        send(SocketMessage.welcome(position: resumeAfter ?? position))
        if let resumeAfter { replay(after: resumeAfter, upTo: position, audience: audience) }
    }

    func hear(_ text: ByteBuffer) {
        guard let message = ClientMessage(text) else { return close(.badMessage) }
        switch (message, phase) {
        case (.ping, .open): send(SocketMessage.pong)
        case (.ping, .watching): sendLatest(SocketMessage.pong, about: .pong)
        case (.subscribe(let products), .watching): subscribe(to: products)
        case (.unsubscribe(let products), .watching): unsubscribe(from: products)
        case (.authenticate(let token), .waitingForSignIn(let deadline)):
            phase = .checkingToken(until: deadline)
            let authenticator = shard.environment.authenticator
            perform {
                await authenticator.signIn(token: token)
            } then: { socket, result in
                socket.signIn(try? result.get())
            }
        case (_, .closing): break
        default: close(.badMessage)
        }
    }
}
