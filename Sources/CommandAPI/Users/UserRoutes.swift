import Domain
import Hummingbird
import Postgres
import WebAPI

extension CommandRouter {
    func addUserRoutes(to router: APIRouter) {
        router.get("/api/admin/users", access: .admin, use: listUsers)
        router.get("/api/admin/users/{id}", access: .admin, use: showUser)
        router.patch("/api/admin/users/{id}", access: .admin, use: changeUser)
    }

    private func listUsers(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var query = QueryParameters(request)
        let list = ListUsers(&query)
        try query.finish()
        return try await list.run(on: dependencies.database, dependencies.cursors)
            .response(path: "/api/admin/users/", query: query, pagination: list.pagination, json: \.json)
    }

    private func showUser(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let user = try context.identifier("id", of: Entity.User.self)
        guard let json = try await json(of: user, on: dependencies.database) else { throw Problem(.notFound) }
        return JSONResponse.cacheable(json, for: request)
    }

    private func changeUser(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var fields = try await BodyFields(request, context)
        let change = ChangeUser(
            user: try context.identifier("id", of: Entity.User.self),
            role: fields.change("role", .choice(of: Role.self)), isActive: fields.change("is_active", .boolean))
        try fields.finish()
        return try await commands.perform(request, context, body: fields.body.bytes) { transaction in
            try await change.lock(on: transaction)
            let json = try await AuditedChange(
                action: "user.update", object: .user(change.user), request: request, context: context
            ).run(
                on: transaction, read: { try await self.json(of: change.user, on: transaction) },
                change: { try await change.run(on: transaction) })
            return .ok(json ?? [], headers: [.eTag: ETag(of: json ?? []).text])
        }
    }

    private func json(of user: UserID, on runner: some QueryRunner) async throws -> [UInt8]? {
        try await runner.first(AdminUser.select(user), as: AdminUser.self)?.json
    }
}
