/// Why a body is not `multipart/form-data` that is taken.
package enum MultipartRefusal: Error, Equatable {
    /// The content type is another.
    case otherType
    /// The content type has no boundary, or none that RFC 2046 allows.
    case noBoundary
    /// Bytes before the first delimiter.
    case noOpeningDelimiter
    /// Bytes where a delimiter's line should end.
    case badDelimiter
    /// No closing delimiter.
    case endsTooEarly
    case badHeader
    /// A part's header has more than `MultipartForm.maximumHeaderBytes`.
    case headerTooLarge
    /// More than `MultipartForm.maximumParts`.
    case tooManyParts
    /// Bytes behind the closing delimiter.
    case somethingBehind

    /// What is wrong, as a sentence.
    package var problem: Problem {
        switch self {
        case .otherType: Problem(.unsupportedMediaType, detail: "Send the body as multipart/form-data.")
        case .noBoundary: bad("The content type names no boundary, or a bad one.")
        case .noOpeningDelimiter: bad("The body does not begin with its boundary.")
        case .badDelimiter: bad("Something stands behind a boundary, on its line.")
        case .endsTooEarly: bad("The body ends before its closing boundary.")
        case .badHeader: bad("A part has a malformed header.")
        case .headerTooLarge: bad("A part's header has more than \(MultipartForm.maximumHeaderBytes) bytes.")
        case .tooManyParts: bad("The form has more than \(MultipartForm.maximumParts) parts.")
        case .somethingBehind: bad("Something stands behind the closing boundary.")
        }
    }

    private func bad(_ sentence: String) -> Problem { Problem(.badRequest, detail: sentence) }
}
