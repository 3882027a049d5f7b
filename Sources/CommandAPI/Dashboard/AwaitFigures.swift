import Domain
import Postgres

/// Waits until the sales figures have all that was committed before: whoever has just placed an order finds it in them.
/// That takes milliseconds, unless nobody publishes events at the moment; then the figures are shown as they are.
struct AwaitFigures: Sendable {
    var deadline: Duration = .milliseconds(250)

    func run(on database: Database) async throws {
        let last = try await database.one("SELECT coalesce(max(id), 0) FROM events", as: Int64.self)
        let select: Statement = """
            SELECT EXISTS (SELECT FROM events WHERE position IS NULL AND id <= \(last)), event_head.position,
                   projections.position
            FROM event_head, projections
            WHERE projections.name = 'sales_figures'
            """
        let end = ContinuousClock.now + deadline
        var target: Int64?
        while true {
            let (isWaiting, head, position) = try await database.one(
                select.prepared("await_figures"), as: (Bool, Int64, Int64).self)
            if target == nil, !isWaiting { target = head }
            if let target, position >= target { return }
            guard ContinuousClock.now < end else { return }
            try await Task.sleep(for: .milliseconds(4))
        }
    }
}
