import TestSupport

/// A client that sends and never reads.
enum DeafConnection {
    /// How often the request could be sent before the server took no more for half a second; at most `limit` times.
    static func send(_ request: String, upTo limit: Int, port: Int) throws -> Int {
        let client = try LateReader(port: port, patience: 0.5)
        for sent in 0..<limit where !client.send(request) { return sent }
        return limit
    }
}
