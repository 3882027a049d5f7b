import Domain
import Hummingbird
import NIOCore
import Postgres

/// Streams the whole catalog, page by page in the order of ids, as fast as the client takes it.
///
/// Each page is a statement of its own, and none of them shares a snapshot: a transaction that lasted as long as a slow
/// client takes would keep every dead version of the rows that sales update all the time (`inventory`, `event_head`),
/// and hold a connection. So each line is a product as it was at one moment, every product that is there from the
/// beginning to the end is in it exactly once, and what changes meanwhile is in it as before or as after.
struct ExportProducts: Sendable {
    /// Products that are held at once.
    static let pageSize = 500

    let database: Database
    let currency: Currency
    let format: ExportFormat
    let isCompressed: Bool
    /// How long the client may take for a page; then the connection is closed.
    let patience: Duration

    /// The first page, read before the answer begins, so that a database that is away is an answer of its own.
    func firstPage() async throws -> [ExportedProduct] { try await page(after: nil) }

    /// Writes everything. What it throws in the middle breaks the transfer off, which the client sees.
    func write(
        from first: [ExportedProduct], to writer: inout any ResponseBodyWriter, on channel: any Channel
    ) async throws {
        let deflater = isCompressed ? try GzipDeflater() : nil
        var page = first
        var bytes = format.header
        while true {
            for product in page { format.append(product, currency, to: &bytes) }
            let last = page.count == Self.pageSize ? page.last?.id : nil
            if let deflater { bytes = deflater.deflate(bytes) + (last == nil ? deflater.finish() : []) }
            try await send(bytes, to: &writer, on: channel)
            guard let last else { break }
            page = try await self.page(after: last)
            bytes = []
        }
        try await writer.finish(nil)
    }

    private func page(after last: ProductID?) async throws -> [ExportedProduct] {
        try await database.query(ExportedProduct.page(after: last, size: Self.pageSize))
    }

    /// Waits until the connection has room again. A client that takes nothing is cut off.
    private func send(
        _ bytes: [UInt8], to writer: inout any ResponseBodyWriter, on channel: any Channel
    ) async throws {
        guard !bytes.isEmpty else { return }
        let timer = channel.eventLoop.scheduleTask(in: TimeAmount(patience)) { channel.close(promise: nil) }
        defer { timer.cancel() }
        try await writer.write(ByteBuffer(bytes: bytes))
    }
}
