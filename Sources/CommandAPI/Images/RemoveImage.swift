import Domain
import HTTPTypes
import Postgres
import WebAPI

/// Takes an image from a product. Its files stay for a while, for pages that still show them.
struct RemoveImage: Sendable {
    let product: ProductID
    let image: ImageID

    enum Refused: Refusal {
        case noSuchImage
    }

    /// - Parameter preconditions: the request's header; `If-Match` is about the image.
    /// - Returns: The list as it was.
    func run(on transaction: Transaction, preconditions: HTTPFields) async throws -> ImageList {
        let edit = EditImages(product: product)
        let begun = try await edit.begin(on: transaction)
        guard let json = begun.images.json(of: image) else { throw Refused.noSuchImage }
        try ETag(of: json).requireIfMatch(preconditions)
        var list = begun.images
        _ = list.remove(image)
        try await edit.finish(begun, with: list, on: transaction)
        return begun.images
    }
}

extension RemoveImage.Refused {
    var problem: Problem {
        switch self {
        case .noSuchImage: Problem(.notFound)
        }
    }
}
