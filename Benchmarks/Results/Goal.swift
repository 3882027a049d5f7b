/// A bound that a figure's value, or its ratio to the reference, should keep.
struct Goal: Sendable, Codable, Equatable {
    enum Subject: String, Sendable, Codable {
        case value, ratio
    }

    enum Bound: String, Sendable, Codable {
        case atMost = "≤"
        case atLeast = "≥"
    }

    let subject: Subject
    let bound: Bound
    let limit: Double

    static func ratio(atMost limit: Double) -> Goal { Goal(subject: .ratio, bound: .atMost, limit: limit) }
    static func ratio(atLeast limit: Double) -> Goal { Goal(subject: .ratio, bound: .atLeast, limit: limit) }
    static func value(atMost limit: Double) -> Goal { Goal(subject: .value, bound: .atMost, limit: limit) }
    static func value(atLeast limit: Double) -> Goal { Goal(subject: .value, bound: .atLeast, limit: limit) }

    func measured(in figure: Figure) -> Double? { subject == .value ? figure.value : figure.ratio }

    func isMet(by measured: Double) -> Bool { bound == .atMost ? measured <= limit : measured >= limit }

    /// 1 on the goal, less when better than it, more when worse. A bound of zero is kept or missed, with nothing between.
    func distance(of measured: Double) -> Double {
        let (worse, better) = bound == .atMost ? (measured, limit) : (limit, measured)
        if worse == better { return 1 }
        return better == 0 ? .infinity : worse / better
    }

    func text(_ unit: Unit) -> String {
        "\(bound.rawValue) " + (subject == .ratio ? "\(NumberText.of(limit))×" : unit.text(limit))
    }
}
