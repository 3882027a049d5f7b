import WebAPI

/// Watches over a body that is being read: how much it is, and how fast it comes.
struct UploadMeter: Sendable {
    /// Bytes.
    let limit: Int
    /// Bytes per second of waiting, on average, besides `patience`.
    let minimumRate: Int
    let patience: Duration
    /// What the header announced.
    let length: Int?

    private(set) var received = 0
    private var waited = Duration.zero

    init(limit: Int, minimumRate: Int, patience: Duration, length: Int?) {
        self.limit = limit
        self.minimumRate = minimumRate
        self.patience = patience
        self.length = length
    }

    /// Counts bytes that have come, and how long they were waited for; the time that their reader takes does not count.
    /// Throws `payload-too-large` or `request-timeout`.
    mutating func take(_ bytes: Int, after wait: Duration) throws(Problem) {
        received += bytes
        waited += wait
        guard received <= limit else { throw ImportUpload.tooLarge(limit) }
        guard waited <= patience + .seconds(Double(received) / Double(minimumRate)) else {
            throw Problem(.requestTimeout, detail: "The body comes at less than \(minimumRate) bytes per second.")
        }
    }

    /// Throws `bad-request` when less has come than was announced: the connection ended.
    func end() throws(Problem) {
        guard length.map({ $0 == received }) ?? true else {
            throw Problem(.badRequest, detail: "The body ended before its length.")
        }
    }
}
