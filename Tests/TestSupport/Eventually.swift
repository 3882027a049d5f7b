/// A condition that did not come true in time.
package struct NeverHappened: Error, CustomStringConvertible {
    package let what: String

    package init(what: String) { self.what = what }

    package var description: String { "this did not happen in time: \(what)" }
}

/// Asks again, every few milliseconds, until there is an answer; throws `NeverHappened` past the deadline.
package func eventualValue<Value: Sendable>(
    _ what: String = "a condition", within limit: Duration = .seconds(10), _ answer: () async throws -> Value?
) async throws -> Value {
    let deadline = ContinuousClock.now + limit
    repeat {
        if let value = try await answer() { return value }
        // The one place where tests pause: between two looks.
        try await ContinuousClock().sleep(for: .milliseconds(5))
    } while ContinuousClock.now < deadline
    throw NeverHappened(what: what)
}

/// Waits until `condition` holds; throws `NeverHappened` past the deadline.
package func eventually(
    _ what: String = "a condition", within limit: Duration = .seconds(10), _ condition: () async throws -> Bool
) async throws {
    _ = try await eventualValue(what, within: limit) { try await condition() ? true : nil }
}
