import Domain
import NIOCore
import WebAPI

/// What the socket is told: what happens, and what it missed.
extension SocketHandler {
    /// Whether the socket is told of it, now or once it has what it missed before.
    @discardableResult
    func receive(_ message: SocketMessage) -> Bool {
        let cursor = feed.lastID
        guard case .open(_, let audience) = phase, audience.includes(message) else { return false }
        if feed.receive(message, id: message.id) { send(message.frame, after: cursor) }
        return true
    }

    func sessionEnded(_ session: SessionID) {
        if case .open(let signIn, _) = phase, signIn.identity.session == session { close(.notSignedIn) }
    }

    func reset(to position: Int64) {
        if case .watching = phase { return resetValues(to: position) }
        guard case .open = phase else { return }
        let cursor = feed.lastID
        feed.reset(to: position)
        send(SocketMessage.reset(position: position), after: cursor)
    }

    /// Reads missed messages page by page, each sent before the next is read, so that a slow reader holds one page.
    func replay(after: Int64, upTo position: Int64, audience: SocketAudience) {
        // Past `position` it may be another instance that is ahead of this one, or a log that was cut: PostgreSQL knows.
        guard after != position else { return finishReplay(audience: audience) }
        let backlog = shard.environment.backlog
        let limit = limits.replayPage
        perform {
            try await backlog.page(after: after, upTo: position, audience: audience, limit: limit)
        } then: { socket, result in
            guard case .open = socket.phase else { return }
            switch result {
            case .success(.messages(let messages, let isLast)):
                let cursor = socket.feed.lastID
                let missed = messages.filter { socket.feed.replay(id: $0.id) }
                let sent = socket.context?.eventLoop.makePromise(of: Void.self)
                socket.send(missed.map(\.frame), after: cursor, promise: sent)
                let next = messages.last?.id ?? position
                sent?.futureResult.assumeIsolated().whenSuccess {
                    if isLast {
                        socket.finishReplay(audience: audience)
                    } else {
                        socket.replay(after: next, upTo: position, audience: audience)
                    }
                }
            case .success(.gone): socket.reset(to: socket.shard.position)
            case .failure: socket.close(.restarting, reason: "retry_after=\(Int.random(in: 1...5))")
            }
        }
    }

    func finishReplay(audience: SocketAudience) {
        guard case .open = phase else { return }
        let cursor = feed.lastID
        switch feed.caughtUp() {
        case .live(let held): send(held.map(\.frame), after: cursor)
        case .replay(let after): replay(after: after, upTo: shard.position, audience: audience)
        }
    }
}
