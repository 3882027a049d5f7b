import Domain
import WebAPI

extension Problem {
    /// 409 `invalid-transition`, naming where the order stands and where it may go from there.
    static func invalidTransition(from status: OrderStatus, to wanted: OrderStatus) -> Problem {
        let allowed = status.allowedNext.map(\.rawValue)
        let next = allowed.isEmpty ? "nothing follows it" : "it may become \(allowed.joined(separator: " or "))"
        return Problem(
            .invalidTransition, detail: "The order is \(status.rawValue) and cannot become \(wanted.rawValue): \(next)."
        )
        .with("status_now", status.rawValue)
        .with("allowed", allowed)
    }
}
