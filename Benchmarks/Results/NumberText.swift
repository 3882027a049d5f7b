import Foundation

/// Numbers as people read them: three figures that count, and no more.
enum NumberText {
    static func of(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        let size = abs(value)
        if size >= 1_000 { return grouped(Int(value.rounded())) }
        if size == size.rounded() { return String(Int(value)) }
        let digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3
        return String(format: "%.\(digits)f", value)
    }

    private static func grouped(_ value: Int) -> String {
        var text = ""
        for (place, digit) in String(abs(value)).reversed().enumerated() {
            if place > 0, place.isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return (value < 0 ? "-" : "") + String(text.reversed())
    }
}
