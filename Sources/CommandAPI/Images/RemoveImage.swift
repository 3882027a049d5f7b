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
        try await EditImages(product: product).run(on: transaction) { list in
            guard let json = list.json(of: image) else { throw Refused.noSuchImage }
            try ETag(of: json).requireIfMatch(preconditions)
            _ = list.remove(image)
        }.before
    }
}

extension RemoveImage.Refused {
    var problem: Problem {
        switch self {
        case .noSuchImage: Problem(.notFound)
        }
    }
}
