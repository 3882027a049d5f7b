import Domain
import Hummingbird
import JSON
import ReadModels
import WebAPI

extension CommandRouter {
    func addNotificationRoutes(to router: APIRouter) {
        router.post("/api/notifications/read", access: .customer, use: markNotificationsRead)
    }

    private func markNotificationsRead(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let identity = try context.signedIn
        var fields = try await BodyFields(request, context)
        let upTo = fields.required("up_to", .integer(in: 0...Int(Int64.max)))
        try fields.finish()
        let mark = MarkNotificationsRead(
            log: NotificationLog(user: identity.user, role: identity.role), upTo: Int64(upTo))
        return try await commands.perform(request, context, body: fields.body.bytes) { transaction in
            let unread = try await mark.run(on: transaction)
            var json = JSONWriter()
            json.object { $0.member("unread_count", unread) }
            return .ok(json.bytes)
        }
    }
}
