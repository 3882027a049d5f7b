/// A condition that did not come true in time.
package struct NeverHappened: Error, CustomStringConvertible {
    package let what: String

    package init(what: String) { self.what = what }

    package var description: String { "this did not happen in time: \(what)" }
}

/// Asks again, every few milliseconds, until there is an answer; throws `NeverHappened` past the deadline, which only
/// what has failed reaches: it is for a machine that many share, and that stands still now and then.
package func eventualValue<Value: Sendable>(
    _ what: String = "a condition", within limit: Duration = .seconds(60), _ answer: () async throws -> Value?
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
    _ what: String = "a condition", within limit: Duration = .seconds(60), _ condition: () async throws -> Bool
) async throws {
    _ = try await eventualValue(what, within: limit) { try await condition() ? true : nil }
}

/// Repeats what has to be quick until it was, a few times: what is slow in itself is slow each time, and not only when the
/// machine stood still.
///
/// - Parameter attempt: how long what counts of it took.
package func promptly(_ what: String, within bound: Duration, _ attempt: () async throws -> Duration) async throws {
    var durations: [Duration] = []
    repeat { durations.append(try await attempt()) } while durations.allSatisfy { $0 >= bound } && durations.count < 5
    guard durations.contains(where: { $0 < bound }) else {
        throw NeverHappened(what: "\(what), within \(bound): it took \(durations)")
    }
}
