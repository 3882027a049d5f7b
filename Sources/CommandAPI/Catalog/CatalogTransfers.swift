import Daemon

/// What importing and exporting the catalog over HTTP may cost.
struct CatalogTransfers: Sendable {
    /// Bytes of a body, as they are sent (413 past it).
    let importBytes: Int
    /// How long an import may take in all.
    let importDeadline: Duration
    /// Bytes per second below which a body, on average, is too slow (408).
    let minimumRate: Int
    /// How long a client may be silent: for an import besides the minimum rate, for an export with each page.
    let patience: Duration
    /// One import at a time: two would mostly wait for each other's rows.
    let imports = Turns(1)
    let exports: Turns

    init(_ settings: inout SettingsReader, patience: Duration) {
        importBytes = settings.bytes("IMPORT_BYTES", default: "1G", in: 1_024...1 << 40)
        importDeadline = settings.seconds("IMPORT_DEADLINE", default: 3_600, in: 1...86_400)
        minimumRate = settings.bytes("IMPORT_MINIMUM_RATE", default: "1K", in: 1...1 << 30)
        exports = Turns(settings.integer("EXPORTS_AT_ONCE", default: 2, in: 1...100))
        self.patience = patience
    }
}
