/// Bars of ratios that go left and right from 1, on a scale where half and double are equally far, as SVG.
struct BarChart {
    struct Bar: Equatable {
        let label: String
        /// 1 is the line in the middle.
        let ratio: Double
        /// Beside the bar.
        let text: String
        let isGood: Bool
    }

    struct Group: Equatable {
        /// Above its bars; empty for none.
        let title: String
        let bars: [Bar]
    }

    let title: String
    let subtitle: String
    let groups: [Group]

    private static let (labels, width, texts, row, top) = (460.0, 380.0, 180.0, 24.0, 92.0)

    private var scale: LogScale { LogScale(groups.flatMap { $0.bars.map(\.ratio) }, width: Self.width) }

    private var rows: Int { groups.reduce(0) { $0 + $1.bars.count + ($1.title.isEmpty ? 0 : 1) } }

    var svg: String {
        let height = Self.top + Double(rows) * Self.row + 16
        let width = Self.labels + Self.width + Self.texts
        var lines = [
            #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \#(n(width)) \#(n(height))" width="\#(n(width))" height="\#(n(height))" role="img">"#,
            "<title>\(escaped(title))</title>", Self.style,
            #"<rect class="paper" width="100%" height="100%"/>"#,
            text(16, 28, title, "title"), text(16, 48, subtitle, "note"),
        ]
        lines += axis(bottom: height - 12)
        var y = Self.top
        for group in groups {
            if !group.title.isEmpty {
                lines.append(text(16, y + 16, group.title, "group"))
                y += Self.row
            }
            for bar in group.bars {
                lines += draw(bar, y)
                y += Self.row
            }
        }
        return (lines + ["</svg>", ""]).joined(separator: "\n")
    }

    private func axis(bottom: Double) -> [String] {
        scale.ticks.flatMap { tick in
            let x = Self.labels + scale.place(tick)
            return [
                #"<line class="\#(tick == 1 ? "one" : "grid")" x1="\#(n(x))" x2="\#(n(x))" y1="\#(n(Self.top - 8))" y2="\#(n(bottom))"/>"#,
                text(x, Self.top - 14, "\(tick < 1 ? "1/\(NumberText.of(1 / tick))" : NumberText.of(tick))×", "tick"),
            ]
        }
    }

    private func draw(_ bar: Bar, _ y: Double) -> [String] {
        let (one, end) = (scale.place(1), scale.place(bar.ratio))
        let (left, right) = (min(one, end), max(one, end))
        return [
            text(Self.labels - 12, y + 16, bar.label, "label"),
            #"<rect class="\#(bar.isGood ? "good" : "poor")" x="\#(n(Self.labels + left))" y="\#(n(y + 4))" width="\#(n(max(right - left, 2)))" height="15" rx="2"/>"#,
            text(Self.labels + Self.width + 12, y + 16, bar.text, "value"),
        ]
    }

    private func text(_ x: Double, _ y: Double, _ content: String, _ style: String) -> String {
        #"<text class="\#(style)" x="\#(n(x))" y="\#(n(y))">\#(escaped(content))</text>"#
    }

    /// To a tenth of a pixel.
    private func n(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    private static let style = """
        <style>
        text { font: 13px system-ui, sans-serif; fill: #24292f }
        .title { font-size: 17px; font-weight: 600 } .note, .tick { font-size: 12px; fill: #6e7781 }
        .group { font-weight: 600 } .label { text-anchor: end } .tick { text-anchor: middle }
        .paper { fill: #ffffff } .grid { stroke: #d8dee4 } .one { stroke: #24292f; stroke-width: 1.5 }
        .good { fill: #2da44e } .poor { fill: #d4762c }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3 } .note, .tick { fill: #8d96a0 } .paper { fill: #0d1117 }
          .grid { stroke: #30363d } .one { stroke: #e6edf3 } .good { fill: #3fb950 } .poor { fill: #e0823d }
        }
        </style>
        """
}
