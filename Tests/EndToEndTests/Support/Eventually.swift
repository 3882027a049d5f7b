/// A condition that did not come true in time.
struct NeverHappened: Error, CustomStringConvertible {
    let what: String
    var description: String { "this did not happen in time: \(what)" }
}

/// Asks again, every few milliseconds, until there is an answer; throws `NeverHappened` past the deadline.
func eventually<Value: Sendable>(
    _ what: String = "a condition", within deadline: Duration = .seconds(10),
    _ condition: () async throws -> Value?
) async throws -> Value {
    let end = ContinuousClock.now + deadline
    repeat {
        if let value = try await condition() { return value }
        try await ContinuousClock().sleep(for: .milliseconds(5))
    } while ContinuousClock.now < end
    throw NeverHappened(what: what)
}

/// The same, for a condition that is true or false.
func eventually(
    _ what: String = "a condition", within deadline: Duration = .seconds(10), isTrue condition: () async throws -> Bool
) async throws {
    _ = try await eventually(what, within: deadline) { try await condition() ? true : nil }
}
