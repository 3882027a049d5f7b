import RateLimits
import WebAPI

/// How many requests are taken, by class, address and account: `RATE_LIMIT_LOGIN_ADDRESS=20/60s`, or `off`.
package struct RateSettings: Sendable {
    package let budgets: RateBudgets
    /// How many subjects a process tells apart by itself while Redis is away.
    package let localBuckets: Int

    package init(_ settings: inout SettingsReader) {
        let isOn = settings.boolean("RATE_LIMIT_ENABLED", default: true)
        var budgets = RateBudgets()
        for rate in RateClass.allCases {
            for kind in RateBudgets.kinds(of: rate) {
                let given = Self.rate(of: rate, kind, &settings)
                if isOn { budgets[rate, kind] = given }
            }
        }
        self.budgets = budgets
        localBuckets = settings.integer("RATE_LIMIT_LOCAL_BUCKETS", default: 50_000, in: 100...10_000_000)
    }

    private static func rate(
        of rate: RateClass, _ kind: RateSubject.Kind, _ settings: inout SettingsReader
    ) -> Rate? {
        let standard = RateBudgets.standard(rate, kind)
        return settings.value(
            "RATE_LIMIT_\(rate.rawValue)_\(kind.rawValue)".uppercased(), default: standard?.description ?? "off",
            expecting: "a number of requests per seconds, such as 10/60s, or off"
        ) { text -> Rate?? in
            guard text != "off" else { return .some(nil) }
            return Rate(parsing: text).map(Optional.some)
        }
    }
}
