import Foundation

/// All that a run found, as it is written for machines.
struct Report: Sendable, Codable {
    struct Section: Sendable, Codable {
        let measurement: String
        let seconds: Double
        /// The machine's load average when it began: others' work is in it.
        let load: Double
        let figures: [Figure]
        /// Why there are no figures.
        let failure: String?
    }

    let begun: Date
    let machine: Machine
    var sections: [Section] = []
    /// What grows with the shop, for the chart.
    var growth: [GrowthSeries] = []

    var figures: [Figure] { sections.flatMap(\.figures) }
    var failures: [Section] { sections.filter { $0.failure != nil } }

    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return try encoder.encode(self)
    }

    init(begun: Date, machine: Machine) {
        self.begun = begun
        self.machine = machine
    }

    init(json: Data) throws {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        self = try decoder.decode(Report.self, from: json)
    }
}

/// One figure at growing sizes of something.
struct GrowthSeries: Sendable, Codable, Equatable {
    struct Point: Sendable, Codable, Equatable {
        let size: Int
        let value: Double
    }

    let name: String
    /// What there is more of: "products".
    let of: String
    let unit: Unit
    let points: [Point]
}
