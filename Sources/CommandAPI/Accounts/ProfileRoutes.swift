import Domain
import Hummingbird
import JSON
import ReadModels
import Tokens
import WebAPI

extension CommandRouter {
    func addProfileRoutes(to router: APIRouter) {
        router.put("/api/auth/profile", access: .customer, use: replaceProfile)
        router.patch("/api/auth/profile", access: .customer, use: changeProfile)
        router.post("/api/auth/profile/change-password", access: .customer, rate: .password, use: changePassword)
        router.delete("/api/auth/sessions/{id}", access: .customer, use: endSession)
        router.post("/api/auth/ws-ticket", access: .customer, rate: .ticket, use: issueSocketTicket)
    }

    /// What a PUT leaves out becomes empty.
    private func replaceProfile(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try await updateProfile(request, context, absent: "")
    }

    private func changeProfile(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try await updateProfile(request, context, absent: nil)
    }

    private func updateProfile(
        _ request: Request, _ context: APIRequestContext, absent: String?
    ) async throws -> Response {
        var fields = try await BodyFields(request, context)
        let update = UpdateProfile(
            user: try context.signedIn.user, name: fields.update("name", .personName).text(absent: absent),
            phone: fields.update("phone", .phone).text(absent: absent),
            address: fields.update("address", .address).text(absent: absent))
        try fields.finish()
        return try await commands.perform(request, context, body: fields.body.bytes) {
            .ok(try await update.run(on: $0).json)
        }
    }

    private func changePassword(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var fields = try await BodyFields(request, context)
        let identity = try context.signedIn
        let change = ChangePassword(
            user: identity.user, session: identity.session, oldPassword: fields.required("old_password", .password),
            newPassword: fields.required("new_password", .password))
        try fields.finish()
        let body = fields.body.bytes(without: "old_password", "new_password")
        // A retry's old password is no longer the right one.
        if let earlier = try await commands.replay(request, context, body: body) {
            try await presentPassword.require(change.newPassword, of: identity.user)
            return earlier
        }
        let checked = try await change.check(dependencies.database, dependencies.passwords)
        let answer = try await commands.perform(request, context, body: body) {
            try await change.run(checked, on: $0)
            return .noContent
        }
        // Another attempt was under way at the same time.
        if answer.isReplayed { try await presentPassword.require(change.newPassword, of: identity.user) }
        return answer
    }

    private func endSession(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let end = EndSession(
            user: try context.signedIn.user, session: try context.identifier("id", of: Entity.Session.self))
        return try await commands.perform(request, context, body: []) {
            try await end.run(on: $0)
            return .noContent
        }
    }

    private func issueSocketTicket(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try await BodyFields(request, context, allowsEmpty: true).finish()
        let issue = IssueSocketTicket(session: try context.signedIn.session)
        let (ticket, readAfter) = try await commands.commit { try await issue.run(on: $0) }
        return SecretAnswer.make(readAfter) { json in
            json.member("ticket", ticket.text)
            json.member("expires_in", IssueSocketTicket.lifetime)
        }
    }
}
