/// How cold pages were answered from a catalog of one size. All times are milliseconds.
struct ColdLook: Sendable {
    /// Milliseconds that no statement may take.
    static let slow = 300
    /// Pages at the beginning and at the end of the walk.
    private static let ends = 50

    let products: Int
    /// By the kinds of pages.
    var lists: [String: [Double]] = [:]
    var searches: [String: [Double]] = [:]
    /// Page after page, by cursors.
    var walk: [Double] = []
    /// Pages that were not answered with 200, and how.
    var refused: [String] = []
    /// With their times, as the log has them.
    var slowStatements: [String] = []
    /// Microseconds of processor time of a cached page, at this size.
    var cachedCost = 0.0

    init(products: Int) { self.products = products }

    func list(_ quantile: Double) -> Double { lists.values.flatMap { $0 }.quantile(quantile) }
    func search(_ quantile: Double) -> Double { searches.values.flatMap { $0 }.quantile(quantile) }
    var firstPages: Double { Array(walk.prefix(Self.ends)).median }
    var deepPage: Double { Array(walk.suffix(Self.ends)).median }

    mutating func note(_ answer: Answer, of path: String) {
        if answer.status != 200 { refused.append("\(path): \(answer.status)") }
    }

    func with(slowStatements: [String], cachedCost: Double) -> ColdLook {
        var look = self
        look.slowStatements = slowStatements
        look.cachedCost = cachedCost
        return look
    }

    /// Half and 99 % of each kind.
    static func details(_ kinds: [String: [Double]]) -> [String: Double] {
        let quantiles = kinds.flatMap { kind, times in
            [("\(kind): half (ms)", times.quantile(0.5)), ("\(kind): 99 % (ms)", times.quantile(0.99))]
        }
        return Dictionary(uniqueKeysWithValues: quantiles)
    }
}
