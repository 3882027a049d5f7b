import HTTPTypes
import Hummingbird
import Logging
import Media
import NIOCore
import WebAPI

extension QueryRouter {
    func addMediaRoutes() { router.getMedia(from: context.media) }
}

extension APIRouter {
    /// The images of a store, by their names.
    func getMedia(from store: any MediaStore) {
        get("/media/{name}", access: .public) { request, context in
            guard let name = MediaName(parsing: try context.parameter("name")) else { throw Problem(.notFound) }
            return try await ServeImage(store: store, name: name).response(to: request, context)
        }
    }
}

/// Answers with an image's bytes, which never change under their name.
struct ServeImage: Sendable {
    let store: any MediaStore
    let name: MediaName

    /// Bytes in memory for each answer under way.
    private static let chunk = 128 * 1024

    func response(to request: Request, _ context: APIRequestContext) async throws -> Response {
        let media: StoredMedia?
        do {
            media = try await store.find(name)
        } catch {
            context.logger.error("an image cannot be read", metadata: ["error": "\(error)"])
            throw Problem(.unavailable, detail: "The image cannot be read at the moment.")
        }
        guard let media else { throw Problem(.notFound) }
        var headers = fields
        guard !etag.satisfiesIfNoneMatch(request.headers) else {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = name.format.contentType
        switch range(request, size: media.size) {
        case .whole: return Response(status: .ok, headers: headers, body: body(media, 0..<media.size))
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(media.size)"
            return Response(status: .partialContent, headers: headers, body: body(media, range))
        }
    }

    private var etag: ETag { ETag(naming: name.hash) }

    private var fields: HTTPFields {
        [
            .eTag: etag.text,
            .cacheControl: "public, max-age=31536000, immutable",
            .acceptRanges: "bytes",
            // Should a browser ever take it for a page, the page can do nothing.
            .contentSecurityPolicy: "default-src 'none'; sandbox",
        ]
    }

    /// Only GET has ranges (RFC 9110 §14.2). One of another version (§13.1.5) is one of nothing.
    private func range(_ request: Request, size: Int) -> ByteRange {
        guard request.method == .get else { return .whole }
        if let version = request.headers[.ifRange], version != etag.text { return .whole }
        return ByteRange(request.headers[.range], size: size)
    }

    private func body(_ media: StoredMedia, _ range: Range<Int>) -> ResponseBody {
        ResponseBody(contentLength: range.count) { writer in
            for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.chunk) {
                let end = min(start + Self.chunk, range.upperBound)
                try await writer.write(try await media.read(start..<end))
            }
            try await writer.finish(nil)
        }
    }
}
