/// Shows how far a long command is, on standard error: a bar that redraws itself on a terminal, otherwise a line every
/// few seconds. For one task.
package struct ProgressBar {
    private var meter: ProgressMeter
    private var done = 0

    /// - Parameters:
    ///   - unit: what is counted: `lines`.
    ///   - total: how many there are in all, if that is known.
    package init(unit: String, total: Int? = nil) {
        meter = ProgressMeter(unit: unit, total: total, isTerminal: StandardError.isTerminal, start: .now)
    }

    /// Cheap enough for every line.
    package mutating func update(done: Int) {
        self.done = done
        if let text = meter.text(done: done, at: .now) { show(text, isLast: false) }
    }

    /// Shows the final state and ends the line.
    package func finish() { show(meter.description(done: done, at: .now), isLast: true) }

    private func show(_ text: String, isLast: Bool) {
        let clearedLine = meter.isTerminal ? "\r\u{1B}[2K\(text)" : text
        StandardError.write(clearedLine + (isLast || !meter.isTerminal ? "\n" : ""))
    }
}
