import Domain
import Events

/// Whose events a socket is told.
struct SocketAudience: Hashable, Sendable {
    /// The person whose own events are told, if any.
    let user: UserID?
    /// Whether what admins are told is told.
    let admins: Bool

    func includes(_ message: SocketMessage) -> Bool {
        (user != nil && user == message.user) || (admins && message.forAdmins)
    }
}
