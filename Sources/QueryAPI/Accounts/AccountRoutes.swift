import Domain
import HTTPTypes
import Hummingbird
import WebAPI

extension QueryRouter {
    /// What a person sees of their own account, read from PostgreSQL each time.
    func addAccountRoutes() {
        router.get("/api/auth/profile", access: .customer) { [context] request, call in
            let profile = try await ShowProfile(context: context).profile(of: try call.signedIn.user)
            return JSONResponse.cacheable(profile, for: request, headers: [.cacheControl: "private, no-cache"])
        }
        router.get("/api/auth/sessions", access: .customer) { [context] request, call in
            let sessions = try await ListSessions(context: context).sessions(of: try call.signedIn)
            return JSONResponse.cacheable(sessions, for: request, headers: [.cacheControl: "private, no-cache"])
        }
        router.get("/api/customer/dashboard", access: .customer) { [context] request, call in
            let person = try call.signedIn
            let dashboard = try await ShowDashboard(
                limiter: context.limiter, currency: context.currency, user: person.user, role: person.role
            ).json()
            return JSONResponse.cacheable(dashboard, for: request, headers: [.cacheControl: "private, no-cache"])
        }
    }
}
