import Domain
import HTTPTypes
import Media
import Postgres
import WebAPI

/// Gives a product an image whose files are in the store.
struct AddImage: Sendable {
    let product: ProductID
    let alt: String
    /// From 1; nil for the end.
    let position: Int?

    enum Refused: Refusal {
        case tooMany
        /// Somebody found the files idle for too long, and removed them: they have to be sent to the store again.
        case filesGone
    }

    /// - Parameters:
    ///   - preconditions: the request's header; `If-Match` is about the list.
    /// - Returns: The new image, and the list with it.
    func run(
        on transaction: Transaction, _ renditions: Renditions, _ workshop: ImageWorkshop, preconditions: HTTPFields
    ) async throws -> (id: ImageID, list: ImageList) {
        try await hold(renditions.all.map(\.name), on: transaction)
        let id = try await transaction.one("SELECT nextval('image_ids')", as: ImageID.self)
        let edit = EditImages(product: product)
        let begun = try await edit.begin(on: transaction)
        var list = begun.images
        try ETag(of: list.json).requireIfMatch(preconditions)
        guard list.images.count < Limits.imagesPerProduct else { throw Refused.tooMany }
        list.insert(workshop.image(id, alt: alt, renditions), at: position)
        try await edit.finish(begun, with: list, on: transaction)
        return (id, list)
    }

    /// Nobody removes the files until the transaction ends; then the product keeps them.
    private func hold(_ names: [MediaName], on transaction: Transaction) async throws {
        let wanted = Set(names.map(\.description))
        let statement: Statement = """
            SELECT name FROM media_files WHERE name = ANY(\(wanted.sorted())) ORDER BY name FOR KEY SHARE
            """
        let held = try await transaction.query(statement.prepared("hold_media"), as: String.self)
        guard held.count == wanted.count else { throw Refused.filesGone }
    }
}

extension AddImage.Refused {
    var problem: Problem {
        switch self {
        case .tooMany: Problem(.conflict, detail: "A product has at most \(Limits.imagesPerProduct) images.")
        case .filesGone: Problem(.unavailable, detail: "The image could not be stored.")
        }
    }
}
