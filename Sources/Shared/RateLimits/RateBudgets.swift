import WebAPI

/// The rate of each class of requests, by address and by account; what has none is not limited.
package struct RateBudgets: Sendable, Equatable {
    private var rates: [RateClass: [RateSubject.Kind: Rate]] = [:]

    package init() {}

    package subscript(rate: RateClass, kind: RateSubject.Kind) -> Rate? {
        get { rates[rate]?[kind] }
        set { rates[rate, default: [:]][kind] = newValue }
    }

    /// What the requests of a class may be counted by.
    package static func kinds(of rate: RateClass) -> [RateSubject.Kind] {
        switch rate {
        case .unlimited: []
        case .refresh: [.address]
        default: RateSubject.Kind.allCases
        }
    }

    /// What holds where no setting says otherwise. Guessing passwords and opening accounts is slow; what people do with
    /// a shop is not felt to be limited; offices and mobile networks share an address, so only the account counts there.
    package static func standard(_ rate: RateClass, _ kind: RateSubject.Kind) -> Rate? {
        switch (rate, kind) {
        case (.login, .address), (.password, .address): Rate(capacity: 20, period: 60)
        case (.register, .address): Rate(capacity: 10, period: 60)
        case (.login, .account), (.register, .account), (.password, .account): Rate(capacity: 5, period: 60)
        case (.refresh, .address): Rate(capacity: 300, period: 60)
        case (.ticket, .account): Rate(capacity: 120, period: 60)
        case (.write, .account): Rate(capacity: 1_200, period: 60)
        case (.admin, .account): Rate(capacity: 6_000, period: 60)
        case (.upload, .account): Rate(capacity: 600, period: 60)
        case (.transfer, .account): Rate(capacity: 60, period: 60)
        default: nil
        }
    }
}
