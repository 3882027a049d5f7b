import Domain
import Postgres
import WebAPI

/// Gives an account another role, or takes away or gives back its use. Its sessions end whenever what they may do is no
/// longer what it was; a shop always keeps an active admin.
struct ChangeUser: Sendable {
    let user: UserID
    /// Nil stays as it is.
    let role: Role?
    /// Nil stays as it is.
    let isActive: Bool?

    enum Refused: Refusal {
        case noSuchUser
        case lastAdmin
    }

    /// Locks the account and, when it may cease to be an admin's, all admins with it: of two admins who demote each other
    /// at once, the second one waits here and then is the last.
    func lock(on transaction: Transaction) async throws {
        let admins: Statement = role == .customer || isActive == false ? "role = 'admin' AND is_active" : "false"
        let lock: Statement = """
            SELECT id FROM users WHERE id = \(user) OR (\(admins)) ORDER BY id FOR NO KEY UPDATE
            """
        try await transaction.execute(lock)
    }

    /// After `lock`.
    func run(on transaction: Transaction) async throws {
        let select: Statement = """
            SELECT role, is_active, EXISTS (SELECT FROM users WHERE role = 'admin' AND is_active AND id <> \(user))
            FROM users
            WHERE id = \(user)
            """
        guard
            let (oldRole, wasActive, hasOtherAdmins) = try await transaction.first(
                select.prepared("user_to_change"), as: (Role, Bool, Bool).self)
        else { throw Refused.noSuchUser }
        let (newRole, willBeActive) = (role ?? oldRole, isActive ?? wasActive)
        guard (newRole, willBeActive) != (oldRole, wasActive) else { return }
        let staysAdmin = newRole == .admin && willBeActive
        guard hasOtherAdmins || staysAdmin || oldRole != .admin || !wasActive else { throw Refused.lastAdmin }
        let update: Statement = """
            UPDATE users SET role = \(newRole), is_active = \(willBeActive), updated_at = now() WHERE id = \(user)
            """
        try await transaction.execute(update.prepared("change_user"))
        if newRole != oldRole || !willBeActive { try await transaction.endSessions(of: user, .all) }
    }
}

extension ChangeUser.Refused {
    var problem: Problem {
        switch self {
        case .noSuchUser: Problem(.notFound)
        case .lastAdmin: Problem(.conflict, detail: "This is the last active admin.")
        }
    }
}
