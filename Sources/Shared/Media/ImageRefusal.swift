/// Why bytes are not taken for an image, as far as their header tells.
package enum ImageRefusal: Error, Equatable, CustomStringConvertible {
    /// Of another kind, which may be known by name.
    case notAnImage(looksLike: String?)
    case endsTooEarly(ImageFormat)
    case damaged(ImageFormat)
    /// There is something behind the image's end, such as an archive or a script.
    case somethingBehind(ImageFormat)
    case animated(ImageFormat)
    case tooManyPixels(width: Int, height: Int, maximum: Int)

    /// Completes a sentence that begins with the name of what was sent.
    package var description: String {
        switch self {
        case .notAnImage(let kind):
            "must be a JPEG, PNG or WebP image by its content" + (kind.map { ", not \($0)" } ?? "")
        case .endsTooEarly(let format): "is a \(format.name) image that ends too early"
        case .damaged(let format): "is a damaged \(format.name) image"
        case .somethingBehind(let format): "is a \(format.name) image with something else behind its end"
        case .animated(let format): "is an animated \(format.name) image: only still ones are taken"
        case .tooManyPixels(let width, let height, let maximum):
            "has \(width) × \(height) pixels, more than \(maximum)"
        }
    }
}
