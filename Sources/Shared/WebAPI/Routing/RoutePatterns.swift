import HTTPTypes

/// Which methods a path takes. It is asked only when the router found nothing, so it may search.
struct RoutePatterns: Sendable {
    private var methods: [[Segment]: Set<HTTPRequest.Method>] = [:]

    private enum Segment: Hashable, Sendable {
        case constant(String)
        case capture

        init(_ text: Substring) { self = text.hasPrefix("{") ? .capture : .constant(String(text)) }

        func matches(_ text: Substring) -> Bool {
            switch self {
            case .constant(let constant): constant == text
            case .capture: true
            }
        }
    }

    init(_ routes: [Route]) {
        for route in routes {
            methods[route.path.split(separator: "/").map(Segment.init), default: []].insert(route.method)
        }
    }

    /// What `Allow` says for a path, in alphabetical order; empty when no route has it. Of several patterns that fit,
    /// it is the router's choice: the one with a constant where the others have a capture.
    func methods(for path: String) -> [HTTPRequest.Method] {
        let segments = path.split(separator: "/")
        let fitting = methods.keys.filter { pattern in
            pattern.count == segments.count && zip(pattern, segments).allSatisfy { $0.matches($1) }
        }
        guard let chosen = fitting.min(by: Self.isMoreExact), var found = methods[chosen] else { return [] }
        if found.contains(.get) { found.insert(.head) }
        found.insert(.options)
        return found.sorted { $0.rawValue < $1.rawValue }
    }

    private static func isMoreExact(_ left: [Segment], _ right: [Segment]) -> Bool {
        guard let (one, other) = zip(left, right).first(where: { $0 != $1 }) else { return false }
        return one != .capture && other == .capture
    }
}
