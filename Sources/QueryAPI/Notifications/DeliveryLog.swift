import Events
import Logging
import WebAPI

/// Says in the log to how many sockets an event went, with the trace of the request that caused it: its last trace.
struct DeliveryLog: Sendable {
    private let events: [Event]
    private let logger: Logger

    /// - Parameter events: those that sockets are told of.
    init(_ events: [Event], logger: Logger) {
        self.events = events
        self.logger = logger
    }

    var isEmpty: Bool { events.isEmpty }

    /// The counts of events that nobody was told of.
    var zeros: [Int] { events.map { _ in 0 } }

    /// One line for each event; of those that nobody was told of only for who wants to know everything.
    /// - Parameter counts: the sockets that each event went to, in the events' order.
    func write(_ counts: [Int]) {
        for (event, count) in zip(events, counts) {
            logger.log(
                level: count > 0 ? .info : .debug, "event delivered", metadata: metadata(of: event, sockets: count))
        }
    }

    private func metadata(of event: Event, sockets count: Int) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "position": "\(event.position)", "kind": "\(event.change.kind)", "sockets": "\(count)",
        ]
        if let trace = event.trace.flatMap(TraceContext.init(parsing:)) {
            metadata["trace_id"] = "\(trace.traceID)"
            metadata["span_id"] = "\(trace.spanID)"
        }
        return metadata
    }
}
