import Hummingbird
import ReadModels
import WebAPI

extension QueryRouter {
    func addNotificationRoutes() {
        router.get("/api/notifications", access: .customer) { [context] request, call in
            let identity = try call.signedIn
            var parameters = QueryParameters(request)
            let pagination = Pagination(&parameters)
            try parameters.finish()
            let list = ListNotifications(
                limiter: context.limiter, log: NotificationLog(user: identity.user, role: identity.role),
                pagination: pagination)
            return JSONResponse.cacheable(
                try await list.page(), for: request, headers: [.cacheControl: "private, no-cache"])
        }
    }
}
