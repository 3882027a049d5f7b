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

    /// What `Allow` says for a path, in alphabetical order; empty when no route has it.
    func methods(for path: String) -> [HTTPRequest.Method] {
        let segments = path.split(separator: "/")
        var found: Set<HTTPRequest.Method> = []
        for (pattern, methods) in methods where pattern.count == segments.count {
            if zip(pattern, segments).allSatisfy({ $0.matches($1) }) { found.formUnion(methods) }
        }
        guard !found.isEmpty else { return [] }
        if found.contains(.get) { found.insert(.head) }
        found.insert(.options)
        return found.sorted { $0.rawValue < $1.rawValue }
    }
}
