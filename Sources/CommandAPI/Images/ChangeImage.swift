import Domain
import HTTPTypes
import Postgres
import WebAPI

/// Changes an image's text, or its place among the product's.
struct ChangeImage: Sendable {
    let product: ProductID
    let image: ImageID
    let alt: String?
    /// From 1; past the end means the end.
    let position: Int?

    enum Refused: Refusal {
        case noSuchImage
    }

    /// - Parameter preconditions: the request's header; `If-Match` is about the image.
    func run(
        on transaction: Transaction, preconditions: HTTPFields
    ) async throws -> (before: ImageList, after: ImageList) {
        let edit = EditImages(product: product)
        let begun = try await edit.begin(on: transaction)
        var list = begun.images
        guard let json = list.json(of: image), let old = list.position(of: image), var changed = list.remove(image)
        else { throw Refused.noSuchImage }
        try ETag(of: json).requireIfMatch(preconditions)
        if let alt { changed.alt = alt }
        list.insert(changed, at: position ?? old)
        try await edit.finish(begun, with: list, on: transaction)
        return (begun.images, list)
    }
}

extension ChangeImage.Refused {
    var problem: Problem {
        switch self {
        case .noSuchImage: Problem(.notFound)
        }
    }
}
