/// The charts of a report.
enum Charts {
    /// How far each figure is from its goal.
    static func goals(_ report: Report) -> BarChart {
        let bars = report.figures.compactMap { figure -> BarChart.Bar? in
            guard let goal = figure.goal, let distance = figure.distance, let isMet = figure.isMet else { return nil }
            let measured =
                goal.subject == .ratio
                ? "\(NumberText.of(figure.ratio ?? 0))×" : figure.unit.text(figure.value)
            return BarChart.Bar(
                label: figure.name, ratio: distance, text: "\(measured) (\(goal.text(figure.unit)))", isGood: isMet)
        }
        return BarChart(
            title: "Distance from the goals", subtitle: "Left of 1 is better than the goal, right of it worse.",
            groups: [.init(title: "", bars: bars)])
    }

    /// What each figure becomes when there is ten times as much.
    static func growth(_ report: Report) -> BarChart {
        let groups = report.growth.compactMap { series -> BarChart.Group? in
            guard let first = series.points.first, first.value > 0 else { return nil }
            return BarChart.Group(
                title: series.name,
                bars: series.points.map { point in
                    let ratio = point.value / first.value
                    return BarChart.Bar(
                        label: "\(NumberText.of(Double(point.size))) \(series.of)", ratio: ratio,
                        text: series.unit.text(point.value), isGood: ratio <= 1.5)
                })
        }
        return BarChart(
            title: "Cost of growth", subtitle: "Against the smallest size; up to half as much again is green.",
            groups: groups)
    }
}
