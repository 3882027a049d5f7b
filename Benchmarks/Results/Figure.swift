/// One row of the table: what was measured, against what, and what it should be.
struct Figure: Sendable, Codable, Equatable {
    struct Reference: Sendable, Codable, Equatable {
        let name: String
        let value: Double
    }

    let name: String
    let value: Double
    let unit: Unit
    /// Measured in the same run, in the same unit.
    let reference: Reference?
    let goal: Goal?
    /// What else is worth knowing, for readers of the JSON.
    let details: [String: Double]
    let notes: [String]

    init(
        _ name: String, _ value: Double, _ unit: Unit, against reference: Reference? = nil, goal: Goal? = nil,
        details: [String: Double] = [:], notes: [String] = []
    ) {
        self.name = name
        self.value = value
        self.unit = unit
        self.reference = reference
        self.goal = goal
        self.details = details
        self.notes = notes
    }

    /// The value in terms of the reference; nil without one.
    var ratio: Double? { reference.flatMap { $0.value > 0 ? value / $0.value : nil } }

    /// Nil when there is no goal, or nothing to hold against it.
    var isMet: Bool? { goal.flatMap { goal in goal.measured(in: self).map(goal.isMet(by:)) } }

    /// 1 on the goal, less when better than it, more when worse; nil as `isMet`.
    var distance: Double? { goal.flatMap { goal in goal.measured(in: self).map(goal.distance(of:)) } }
}

/// In which a figure is counted, as it is written.
enum Unit: String, Sendable, Codable {
    case microseconds = "µs"
    case milliseconds = "ms"
    case seconds = "s"
    case perSecond = "/s"
    case kibibytes = "KiB"
    case mebibytes = "MiB"
    case percent = "%"
    case count = ""

    func text(_ value: Double) -> String {
        let number = NumberText.of(value)
        return rawValue.isEmpty || self == .perSecond ? number + rawValue : "\(number) \(rawValue)"
    }
}
