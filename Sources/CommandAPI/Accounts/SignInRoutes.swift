import Domain
import Hummingbird
import JSON
import Passwords
import ReadModels
import Tokens
import WebAPI

extension CommandRouter {
    func addSignInRoutes(to router: APIRouter) {
        router.post("/api/auth/register", access: .public, rate: .register, use: register)
        router.post("/api/auth/login", access: .public, rate: .login, use: login)
        router.post("/api/auth/refresh", access: .public, rate: .refresh, use: refreshTokens)
        router.post("/api/auth/logout", access: .public, rate: .refresh, use: logout)
        router.post("/api/auth/verify", access: .public, rate: .refresh, use: verifyToken)
        router.get("/.well-known/jwks.json", access: .public, use: showKeySet)
    }

    private func register(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var fields = try await BodyFields(request, context)
        let email = fields.required("email", .emailAddress)
        let password = fields.required("password", .password)
        let name = fields.optional("name", .personName) ?? ""
        let phone = fields.optional("phone", .phone) ?? ""
        let address = fields.optional("address", .address) ?? ""
        if fields.body.object["password"]?.stringValue != nil,
            let flaw = PasswordPolicy.check(password, email: email.text)
        {
            fields.refuse("password", flaw)
        }
        try fields.finish()
        try await context.countAgainst(email: email.text)
        let body = fields.body.bytes(without: "password")
        if let earlier = try await commands.replay(request, context, body: body) {
            try await presentPassword.require(password, of: email)
            return earlier
        }
        let register = Register(
            email: email, passwordHash: try await dependencies.passwords.hash(password), name: name, phone: phone,
            address: address)
        let answer = try await commands.perform(request, context, body: body) {
            .created(try await register.run(on: $0).json, at: "/api/auth/profile/")
        }
        // Another attempt was under way at the same time.
        if answer.isReplayed { try await presentPassword.require(password, of: email) }
        return answer
    }

    private func login(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var fields = try await BodyFields(request, context)
        let login = Login(
            email: fields.required("email", .text(max: 1_024)), password: fields.required("password", .password),
            userAgent: UserAgent.text(of: request.headers))
        try fields.finish()
        try await context.countAgainst(email: login.email)
        let (outcome, readAfter) = try await login.run(commands, dependencies.passwords, dependencies.tokens)
        let claims = AccessClaims(user: outcome.user.id, session: outcome.session, role: outcome.user.role)
        let pair = try await dependencies.tokens.pair(for: claims, refresh: outcome.refresh)
        return SecretAnswer.make(readAfter) { json in
            pair.write(to: &json)
            json.member("user") { json in json.raw(outcome.user.json) }
        }
    }

    private func refreshTokens(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var fields = try await BodyFields(request, context)
        let text = fields.required("refresh", .token)
        try fields.finish()
        guard let token = OpaqueToken(parsing: text) else { throw Problem(.invalidToken) }
        let refresh = RefreshTokens(token: token, lifetime: dependencies.tokens.refreshLifetime)
        let (outcome, readAfter) = try await commands.commit { try await refresh.run(on: $0) }
        guard case .renewed(let claims, let next) = outcome else { throw Problem(.invalidToken) }
        let pair = try await dependencies.tokens.pair(for: claims, refresh: next)
        return SecretAnswer.make(readAfter) { json in pair.write(to: &json) }
    }

    private func logout(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var fields = try await BodyFields(request, context)
        let text = fields.required("refresh", .token)
        try fields.finish()
        guard let token = OpaqueToken(parsing: text) else { throw Logout.Refused.unknownToken }
        return try await commands.perform(request, context, body: fields.body.bytes) {
            try await Logout(token: token).run(on: $0)
            return .noContent
        }
    }

    private func verifyToken(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var fields = try await BodyFields(request, context)
        let token = fields.required("token", .token)
        try fields.finish()
        guard let expiry = try await dependencies.sessionCheck.expiry(of: token) else { throw Problem(.invalidToken) }
        return JSONResponse.make { json in
            json.object { json in
                json.member("valid", true)
                json.member("expires_at", expiry.description)
            }
        }
    }

    private func showKeySet(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        JSONResponse.cacheable(
            await dependencies.keySet(), for: request, headers: [.cacheControl: "public, max-age=60"])
    }
}
