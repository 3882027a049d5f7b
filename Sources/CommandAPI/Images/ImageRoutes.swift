import Domain
import HTTPTypes
import Hummingbird
import Postgres
import WebAPI

extension CommandRouter {
    func addImageRoutes(to router: APIRouter) {
        let images = "/api/admin/products/{id}/images"
        router.get(images, access: .admin, use: listImages)
        // The wait for a turn and each of three sizes have deadlines of their own.
        let deadline = dependencies.images.settings.deadline * 4 + .seconds(10)
        router.on(.post, images, access: .admin, deadline: deadline, rate: .upload, use: addImage)
        router.get("\(images)/{image_id}", access: .admin, use: showImage)
        router.patch("\(images)/{image_id}", access: .admin, use: changeImage)
        router.delete("\(images)/{image_id}", access: .admin, use: removeImage)
    }

    /// What a form has beside its file.
    private static let formBytes = 64 * 1024

    private func listImages(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        JSONResponse.cacheable(try await images(context).json, for: request)
    }

    private func showImage(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        guard let json = try await images(context).json(of: imageID(context)) else { throw Problem(.notFound) }
        return JSONResponse.cacheable(json, for: request)
    }

    private func addImage(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let workshop = dependencies.images
        try workshop.requireProgram()
        let limit = workshop.settings.maximumBytes
        var fields = try await FormFields(request, maximumBytes: limit + Self.formBytes)
        let content = fields.content
        if let replay = try await commands.replay(request, context, body: content) { return replay }
        let file = try fields.file("file", maximumBytes: limit)
        let add = AddImage(
            product: try productID(context), alt: fields.optional("alt", .text(max: Limits.imageAlt)) ?? "",
            position: fields.optional("position", .integer(in: 1...Limits.imagesPerProduct)))
        try fields.finish()
        // Before the work; the transaction looks again.
        guard try await images(context).images.count < Limits.imagesPerProduct else { throw AddImage.Refused.tooMany }
        let renditions = try await workshop.renditions(of: file)
        return try await perform(add, renditions, request, context, body: content)
    }

    /// Stores the files and then the image. Files that were found idle just then, as those of an equal image may be, are
    /// stored again.
    private func perform(
        _ add: AddImage, _ renditions: Renditions, _ request: Request, _ context: APIRequestContext, body: [UInt8]
    ) async throws -> Response {
        for _ in 0..<3 {
            try await dependencies.images.keep(renditions, dependencies.database)
            do {
                return try await commands.perform(request, context, body: body) { transaction in
                    let (id, list) = try await add.run(
                        on: transaction, renditions, dependencies.images, preconditions: request.headers)
                    let json = list.json(of: id) ?? []
                    let object = AuditObject("product", add.product.rawValue)
                    try await transaction.audit(
                        AuditEntry(
                            action: "product.add_image", object: object, after: ImageList.auditJSON(json)),
                        by: context)
                    return .created(
                        json, at: "/api/admin/products/\(add.product)/images/\(id)/",
                        headers: [.eTag: ETag(of: json).text])
                }
            } catch AddImage.Refused.filesGone {
                continue
            }
        }
        throw AddImage.Refused.filesGone
    }

    private func changeImage(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var fields = try await BodyFields(request, context)
        let change = ChangeImage(
            product: try productID(context), image: try imageID(context),
            alt: fields.change("alt", .text(max: Limits.imageAlt, allowsBlank: true)),
            position: fields.change("position", .integer(in: 1...Limits.imagesPerProduct)))
        try fields.finish()
        return try await commands.perform(request, context, body: fields.body.bytes) { transaction in
            let (before, after) = try await change.run(on: transaction, preconditions: request.headers)
            let json = after.json(of: change.image) ?? []
            let object = AuditObject("product", change.product.rawValue)
            let old = before.json(of: change.image).map(ImageList.auditJSON)
            try await transaction.audit(
                AuditEntry(
                    action: "product.change_image", object: object, before: old, after: ImageList.auditJSON(json)),
                by: context)
            return .ok(json, headers: [.eTag: ETag(of: json).text])
        }
    }

    private func removeImage(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let remove = RemoveImage(product: try productID(context), image: try imageID(context))
        return try await commands.perform(request, context, body: []) { transaction in
            let before = try await remove.run(on: transaction, preconditions: request.headers)
            let object = AuditObject("product", remove.product.rawValue)
            try await transaction.audit(
                AuditEntry(
                    action: "product.remove_image", object: object,
                    before: before.json(of: remove.image).map(ImageList.auditJSON)),
                by: context)
            return .noContent
        }
    }

    private func productID(_ context: APIRequestContext) throws(Problem) -> ProductID {
        try context.identifier("id", of: Entity.Product.self)
    }

    private func imageID(_ context: APIRequestContext) throws(Problem) -> ImageID {
        try context.identifier("image_id", of: Entity.Image.self)
    }

    private func images(_ context: APIRequestContext) async throws -> ImageList {
        guard let list = try await ImageList.load(of: productID(context), on: dependencies.database) else {
            throw Problem(.notFound)
        }
        return list
    }
}
