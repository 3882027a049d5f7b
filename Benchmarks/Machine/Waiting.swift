/// Waits for what will be so in a moment.
enum Waiting {
    struct TookTooLong: Error, CustomStringConvertible {
        let what: String
        var description: String { "waited in vain: \(what)" }
    }

    static func until(
        _ what: String, within deadline: Duration, _ condition: () async throws -> Bool
    ) async throws {
        let end = ContinuousClock.now + deadline
        while try await !condition() {
            guard ContinuousClock.now < end else { throw TookTooLong(what: what) }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
