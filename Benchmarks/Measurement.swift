/// Something to be measured, in a shop with some products.
struct Measurement: Sendable {
    /// As `--only` names it.
    let name: String
    let summary: String
    let run: @Sendable (Workbench) async throws -> [Figure]

    /// In the order in which they run: the last ones make the shop grow.
    static let all: [Measurement] = [
        cachedReads, readsDuringCheckouts, freshness, crowd, pointReads, checkouts, imports, sockets, startUp, orders,
        missPath,
    ]
}
