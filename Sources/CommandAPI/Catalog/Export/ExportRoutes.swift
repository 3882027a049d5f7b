import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import WebAPI

extension CommandRouter {
    func addExportRoutes(to router: APIRouter) {
        router.get("/api/admin/products/export", access: .admin, rate: .transfer, use: exportProducts)
    }

    private func exportProducts(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var query = QueryParameters(request)
        let format =
            query.optional("format", .choice(of: ExportFormat.self))
            ?? ExportFormat(accepting: request.headers[.accept])
        try query.finish()
        let transfers = dependencies.transfers
        guard let turn = transfers.exports.take() else {
            throw Problem(.busy, detail: "Too many exports are running.", retryAfter: 5)
        }
        let export = ExportProducts(
            database: dependencies.database, currency: dependencies.currency, format: format,
            isCompressed: Self.takesGzip(request.headers), patience: transfers.patience)
        let first = try await export.firstPage()
        let (channel, logger) = (context.channel, context.logger)
        let body = ResponseBody { writer in
            // The turn ends with the body, whether it was written or only dropped, as for HEAD.
            defer { withExtendedLifetime(turn) {} }
            do {
                try await export.write(from: first, to: &writer, on: channel)
            } catch {
                logger.notice("an export broke off", metadata: ["error": "\(error)"])
                throw error
            }
        }
        return Response(status: .ok, headers: Self.headers(of: export), body: body)
    }

    private static func headers(of export: ExportProducts) -> HTTPFields {
        let day = Timestamp.now().description.prefix(10)
        var headers: HTTPFields = [
            .contentType: export.format.contentType,
            .contentDisposition: "attachment; filename=\"products-\(day).\(export.format.rawValue)\"",
            .vary: "Accept, Accept-Encoding",
        ]
        if export.isCompressed { headers[.contentEncoding] = "gzip" }
        return headers
    }

    /// RFC 9110 §12.5.3, as far as gzip is concerned; `*` alone is not taken for it.
    private static func takesGzip(_ headers: HTTPFields) -> Bool {
        (headers[.acceptEncoding] ?? "").lowercased().split(separator: ",").contains { coding in
            let parts = coding.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
            guard parts.first == "gzip" else { return false }
            return !parts.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
        }
    }
}
