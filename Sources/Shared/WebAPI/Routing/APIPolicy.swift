import CoreMetrics
import Domain

/// What holds for every route of a host.
package struct APIPolicy: Sendable {
    package var limits: HTTPLimits
    package var authentication: Authentication
    /// Origins whose pages may call, compared exactly: `https://shop.example`.
    package var corsOrigins: Set<String>
    /// Proxies whose `X-Forwarded-For` is believed.
    package var trustedProxies: [IPNetwork]
    /// Where requests are counted and timed; nil for nowhere.
    package var metrics: (any MetricsFactory)?
    package var rates: RateLimiting
    /// The problem that an infrastructure error stands for; nil for what should be a 500.
    package var translate: @Sendable (any Error) -> Problem?

    package init(
        limits: HTTPLimits = HTTPLimits(), authentication: Authentication, corsOrigins: Set<String> = [],
        trustedProxies: [IPNetwork] = [], rates: RateLimiting = .unlimited,
        translate: @escaping @Sendable (any Error) -> Problem? = { _ in nil }
    ) {
        self.limits = limits
        self.authentication = authentication
        self.corsOrigins = corsOrigins
        self.trustedProxies = trustedProxies
        self.rates = rates
        self.translate = translate
    }
}
