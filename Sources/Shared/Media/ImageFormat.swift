/// The kinds of images that are taken and served. The raw value is the ending of the file's name.
package enum ImageFormat: String, Sendable, CaseIterable {
    case jpeg = "jpg"
    case png
    case webp

    package var contentType: String {
        switch self {
        case .jpeg: "image/jpeg"
        case .png: "image/png"
        case .webp: "image/webp"
        }
    }

    /// As people call it.
    package var name: String {
        switch self {
        case .jpeg: "JPEG"
        case .png: "PNG"
        case .webp: "WebP"
        }
    }
}
