import Domain
import WebAPI

/// One daemon's listeners, and what a request may cost.
package struct HTTPSettings: Sendable {
    package let bind: ListenAddress
    /// Health, for operators only.
    package let managementBind: ListenAddress
    /// Exact origins, such as `https://shop.example`.
    package let corsOrigins: Set<String>
    package let trustedProxies: [IPNetwork]
    package let limits: HTTPLimits

    /// Which of the two daemons: it gives the names `COMMAND_BIND` or `QUERY_BIND`, and the default ports.
    package enum Host: String, Sendable {
        case query = "QUERY"
        case command = "COMMAND"
    }

    package init(_ settings: inout SettingsReader, host: Host) {
        let isQuery = host == .query
        bind = settings.address("\(host.rawValue)_BIND", default: isQuery ? "127.0.0.1:8080" : "127.0.0.1:8081")
        managementBind = settings.address(
            "\(host.rawValue)_MANAGEMENT_BIND", default: isQuery ? "127.0.0.1:9080" : "127.0.0.1:9081")
        corsOrigins = Set(
            settings.list("CORS_ALLOWED_ORIGINS", expecting: "origins such as https://shop.example", parse: Self.origin)
        )
        trustedProxies = settings.list(
            "TRUSTED_PROXIES", expecting: "addresses or networks such as 10.0.0.0/8", parse: IPNetwork.init(parsing:))
        limits = Self.limits(&settings)
    }

    private static func limits(_ settings: inout SettingsReader) -> HTTPLimits {
        var limits = HTTPLimits()
        limits.body = settings.bytes("HTTP_BODY_BYTES", default: "64K", in: 1_024...16 << 20)
        limits.headerBytes = settings.bytes("HTTP_HEADER_BYTES", default: "16K", in: 1_024...1 << 20)
        limits.headerFields = settings.integer("HTTP_HEADER_FIELDS", default: 100, in: 10...1_000)
        limits.idleTimeout = settings.seconds("HTTP_IDLE_TIMEOUT", default: 60, in: 1...3_600)
        limits.connections = settings.integer("HTTP_CONNECTIONS", default: 20_000, in: 1...1_000_000)
        limits.requestDeadline = settings.seconds("HTTP_REQUEST_DEADLINE", default: 10, in: 1...600)
        return limits
    }

    /// Browsers send origins without a slash at the end and in lower case: anything else could never match.
    private static func origin(_ text: String) -> String? {
        guard SettingsReader.isURL(text, schemes: ["https", "http"]), text == text.lowercased(),
            text.count(where: { $0 == "/" }) == 2, text != "*"
        else { return nil }
        return text
    }
}
