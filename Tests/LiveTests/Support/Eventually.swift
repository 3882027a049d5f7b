struct ConditionNotMet: Error, CustomStringConvertible {
    let description: String
}

/// Waits until `condition` holds, looking again every few milliseconds.
func eventually(
    _ what: String, within limit: Duration = .seconds(10), _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw ConditionNotMet(description: "never came true: \(what)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
