import Daemon
import Domain
import Invoices
import Media
import Postgres
import WebAPI

/// What the queries work with.
struct QueryContext: Sendable {
    let currency: Currency
    let cursors: CursorCodec
    /// For reads by key, which are quick.
    let limiter: ReadLimiter
    /// Through these doors, or at a replica: what is to be cached. Quick ones first.
    let fills: FillReader
    let longReads: LongReads
    let levels: CacheLevels
    let lists: Shelf<ProductList>
    let documents: Shelf<Document?>
    let references: References
    let products: ProductFragments
    /// The products' images.
    let media: any MediaStore
    let invoices: Shelf<InvoiceDocument?>
    let printer: InvoicePrinter
    let seller: Seller

    init(
        currency: Currency, cursors: CursorCodec, limiter: ReadLimiter, longReads: LongReads, levels: CacheLevels,
        media: any MediaStore, replica: ReadReplica? = nil, replicaReads: Int = 32,
        invoices settings: InvoiceSettings = InvoiceSettings()
    ) {
        self.media = media
        self.currency = currency
        self.cursors = cursors
        self.limiter = limiter
        self.longReads = longReads
        fills = FillReader(limiter, replica: { replica?.database }, replicaReads: replicaReads, levels: levels)
        self.levels = levels
        lists = Shelf(levels)
        documents = Shelf(levels)
        references = References(fills: fills, levels: levels)
        products = ProductFragments(levels: levels, fills: fills, currency: currency)
        invoices = Shelf(levels)
        printer = InvoicePrinter(limits: settings.limits)
        seller = settings.seller
    }

    /// - Parameter scans: another `Database`, for the long reads alone: see `QuerySettings.scans`.
    init(
        _ settings: QuerySettings, database: Database, scans: Database, replica: ReadReplica? = nil, levels: CacheLevels
    ) {
        self.init(
            currency: settings.currency, cursors: CursorCodec(secret: settings.keys.cursorSecret.exposed.utf8),
            limiter: ReadLimiter(database, limits: settings.cache.reads),
            longReads: LongReads(scans, limits: settings.cache.longReads, replica: replica, levels: levels),
            levels: levels, media: FileMediaStore(folder: settings.mediaDirectory), replica: replica,
            replicaReads: settings.replica.reads, invoices: settings.invoices)
    }

    var responses: CachedResponse { CachedResponse(validity: levels.validity, counters: levels.counters) }
}
