/// The figures as a table of text, in Markdown, so that it can be pasted anywhere.
struct ResultTable {
    private static let header = ["figure", "measured", "reference", "ratio", "goal", ""]

    let figures: [Figure]

    var text: String {
        let rows = figures.map(cells)
        let widths = Self.header.indices.map { column in
            ([Self.header] + rows).map { $0[column].count }.max() ?? 0
        }
        let rule = "|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|"
        return ([line(Self.header, widths), rule] + rows.map { line($0, widths) }).joined(separator: "\n")
    }

    private func cells(_ figure: Figure) -> [String] {
        [
            figure.name,
            figure.unit.text(figure.value),
            figure.reference.map { "\($0.name): \(figure.unit.text($0.value))" } ?? "–",
            figure.ratio.map { "\(NumberText.of($0))×" } ?? "–",
            figure.goal?.text(figure.unit) ?? "–",
            figure.isMet.map { $0 ? "met" : "missed" } ?? "",
        ]
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = zip(cells, widths).map { cell, width in
            cell + String(repeating: " ", count: width - cell.count)
        }
        return "| " + padded.joined(separator: " | ") + " |"
    }
}
