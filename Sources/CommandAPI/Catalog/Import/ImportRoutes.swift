import Crypto
import Domain
import HTTPTypes
import Hummingbird
import WebAPI

extension CommandRouter {
    func addImportRoutes(to router: APIRouter, health: HealthState) {
        router.on(
            .post, "/api/admin/products/import", access: .admin, deadline: dependencies.transfers.importDeadline,
            rate: .transfer
        ) { request, context in
            try await importProducts(request, context, health)
        }
    }

    private func importProducts(
        _ request: Request, _ context: APIRequestContext, _ health: HealthState
    ) async throws -> Response {
        let transfers = dependencies.transfers
        let upload = try ImportUpload(request.headers, limit: transfers.importBytes)
        var query = QueryParameters(request)
        let options = Self.options(&query, upload.format, dependencies.currency)
        try query.finish()
        guard let turn = transfers.imports.take() else {
            throw Problem(.busy, detail: "Another import is running.", retryAfter: 10)
        }
        defer { withExtendedLifetime(turn) {} }
        let digest = Self.digest(of: request, options)
        let meter = UploadMeter(
            limit: transfers.importBytes, minimumRate: transfers.minimumRate, patience: transfers.patience,
            length: upload.length)
        let chunks = UploadChunks(body: request.body, meter: meter, digest: digest)
        let attempt = { () throws -> IdempotentAttempt? in
            try IdempotentAttempt(of: request, context, fingerprint: digest.value)
        }
        if let known = try attempt(), try await known.isAnswered(on: dependencies.database) {
            // Read only to see whether it is the same file: importing it again would do no harm, but tell other counts.
            for try await _ in chunks {}
            if let answer = try await commands.replay(try attempt()) { return answer }
        }
        let outcome = try await ImportUploaded(
            chunks: chunks, options: options, commands: commands, context: context,
            sessionCheck: dependencies.sessionCheck, health: health
        ).run()
        return try await commands.perform(try attempt()) { transaction in
            try await outcome.audit(on: transaction, by: context)
            return .ok(outcome.json)
        }
    }

    private static func options(
        _ query: inout QueryParameters, _ format: ImportFormat, _ currency: Currency
    ) -> CatalogImport.Options {
        var options = CatalogImport.Options(format: format, currency: currency)
        options.isRehearsal = query.optional("dry_run", .boolean) ?? false
        options.ignoresCurrency = query.optional("ignore_currency", .boolean) ?? false
        options.defaultStock = query.optional("default_stock", .integer(in: 0...Limits.stock)) ?? options.defaultStock
        return options
    }

    /// The parameters tell one import from another as well as the body.
    private static func digest(of request: Request, _ options: CatalogImport.Options) -> UploadDigest {
        var hash = IdempotentAttempt.digest(of: request)
        let parameters = "\(options.format) \(options.isRehearsal) \(options.ignoresCurrency) \(options.defaultStock)\n"
        hash.update(data: Array(parameters.utf8))
        return UploadDigest(hash)
    }
}
