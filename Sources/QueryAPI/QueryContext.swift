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
    let limiter: ReadLimiter
    /// For counting facets, which on a large catalog takes much longer than any other read.
    let facetLimiter: ReadLimiter
    /// Through these doors, or at a replica: what is to be cached.
    let fills: FillReader
    let facetFills: FillReader
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
        currency: Currency, cursors: CursorCodec, limiter: ReadLimiter, levels: CacheLevels,
        media: any MediaStore, facetReads: ReadLimiter.Limits = .facets, replica: ReadReplica? = nil,
        replicaReads: Int = 32, invoices settings: InvoiceSettings = InvoiceSettings()
    ) {
        self.media = media
        self.currency = currency
        self.cursors = cursors
        self.limiter = limiter
        facetLimiter = limiter.beside(limits: facetReads)
        fills = FillReader(limiter, replica: replica, replicaReads: replicaReads, levels: levels)
        facetFills = FillReader(
            facetLimiter, replica: replica, replicaReads: min(replicaReads, facetReads.concurrent), levels: levels)
        self.levels = levels
        lists = Shelf(levels)
        documents = Shelf(levels)
        references = References(fills: fills, levels: levels)
        products = ProductFragments(levels: levels, fills: fills, currency: currency)
        invoices = Shelf(levels)
        printer = InvoicePrinter(limits: settings.limits)
        seller = settings.seller
    }

    init(_ settings: QuerySettings, database: Database, replica: ReadReplica? = nil, levels: CacheLevels) {
        self.init(
            currency: settings.currency, cursors: CursorCodec(secret: settings.keys.cursorSecret.exposed.utf8),
            limiter: ReadLimiter(database, limits: settings.cache.reads), levels: levels,
            media: FileMediaStore(folder: settings.mediaDirectory), facetReads: settings.cache.facetReads,
            replica: replica, replicaReads: settings.replica.reads, invoices: settings.invoices)
    }

    var responses: CachedResponse { CachedResponse(validity: levels.validity, counters: levels.counters) }
}
