/// Text of customers and admins as it may be printed: nothing in it moves or hides what stands around it.
enum PrintableText {
    /// One paragraph: control characters and line breaks become blanks, runs of blanks one, none at the ends.
    static func line(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isBlank = scalar == " " || scalar.properties.generalCategory == .control || isLineBreak(scalar)
            if !isBlank {
                line.append(scalar)
            } else if let last = line.last, last != " " {
                line.append(" ")
            }
        }
        if line.last == " " { line.removeLast() }
        return String(line)
    }

    /// The paragraphs of a text that have something in them. What is left past `maximum` goes into the last one, so that a
    /// text of newlines alone fills no page.
    static func lines(_ text: String, maximum: Int) -> [String] {
        let all = text.unicodeScalars.split(whereSeparator: isLineBreak).map { line(String($0)) }.filter { !$0.isEmpty }
        guard all.count > maximum, maximum > 0 else { return all }
        return all.prefix(maximum - 1) + [all.dropFirst(maximum - 1).joined(separator: ", ")]
    }

    private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }
}
