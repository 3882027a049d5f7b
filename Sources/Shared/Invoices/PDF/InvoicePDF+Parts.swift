/// What stands around the table.
extension InvoicePDF {
    private static let quiet = TextStyle(size: 8, ink: .gray)

    /// Seller, title, facts, customer. Returns where they end.
    func drawHead(isMeasured: Bool) -> Double {
        let y = Sheet.margin
        let half = Sheet.contentWidth / 2 - 12
        let factsX = Sheet.right - half
        let seller = block(
            content.seller, TextStyle(size: 15, isBold: true), content.sellerLines, x: Sheet.margin, y: y, width: half,
            linesLimit: 170, isMeasured)
        let facts = self.facts(x: factsX, y: y, width: half, isMeasured)
        let rule = max(seller, facts) + 16
        if !isMeasured { document.line(from: Sheet.margin, to: Sheet.right, y: rule, width: 0.75, .rule) }
        let label = put(
            "BILL TO", TextStyle(size: 7, isBold: true, ink: .gray), x: Sheet.margin, y: rule + 16, isMeasured)
        let customer = block(
            content.customer, TextStyle(size: 10, isBold: true), content.customerLines, x: Sheet.margin, y: label + 2,
            width: Sheet.contentWidth * 0.6, linesLimit: 260, isMeasured)
        guard let notice = content.notice else { return customer + 22 }
        let style = TextStyle(size: 10, isBold: true, ink: .red)
        let end = put(notice, style, x: Sheet.margin + 8, y: customer + 20, isMeasured)
        if !isMeasured {
            document.frame(
                x: Sheet.margin, y: customer + 14, width: Sheet.contentWidth, height: end - customer - 8, .red)
        }
        return end + 24
    }

    func drawContinuedHead() -> Double {
        let half = Sheet.contentWidth / 2 - 12
        text.draw(content.seller, Self.quiet, x: Sheet.margin, y: Sheet.margin, width: half, limit: 10)
        let right = TextStyle(size: 8, ink: .gray, isAtRight: true)
        text.draw(content.title, right, x: Sheet.right - half, y: Sheet.margin, width: half, limit: 10)
        return Sheet.continuedTop
    }

    func drawFoot(page: Int, of pages: Int, y: Double) {
        var end = y + 4
        if !content.footer.isEmpty {
            document.line(from: Sheet.margin, to: Sheet.right, y: end, width: 0.5, .rule)
            end += 5
        }
        for line in content.footer {
            end += text.draw(
                line, Self.quiet, x: Sheet.margin, y: end, width: Sheet.contentWidth, limit: Self.footerLimit)
        }
        text.draw(
            "Page \(page) of \(pages)", TextStyle(size: 8, ink: .gray, isAtRight: true), x: Sheet.margin,
            y: Sheet.height - Sheet.margin, width: Sheet.contentWidth, limit: 12)
    }

    private static let footerLimit = 36.0

    var footerHeight: Double {
        content.footer.reduce(9) {
            $0 + text.height(of: $1, Self.quiet, width: Sheet.contentWidth, limit: Self.footerLimit)
        }
    }

    /// Returns the height. Nothing is drawn without a place.
    func notes(y: Double?) -> Double {
        let top = (y ?? 0) + 22
        var end = put("NOTES", TextStyle(size: 7, isBold: true, ink: .gray), x: Sheet.margin, y: top, y == nil) + 2
        for line in content.notes {
            end = put(line, TextStyle(), x: Sheet.margin, y: end, limit: Self.noteLimit, y == nil)
        }
        return end - (y ?? 0)
    }

    private static let noteLimit = 320.0
    private static let nameLimit = 80.0

    /// A line that stands out with lines below it. Returns where they end.
    private func block(
        _ name: String, _ style: TextStyle, _ lines: [String], x: Double, y: Double, width: Double,
        linesLimit: Double, _ isMeasured: Bool
    ) -> Double {
        var end = put(name, style, x: x, y: y, width: width, limit: Self.nameLimit, isMeasured) + 2
        let limit = end + linesLimit
        for line in lines {
            let room = max(12, limit - end)
            end = put(line, TextStyle(ink: .gray), x: x, y: end, width: width, limit: room, isMeasured)
        }
        return end
    }

    private func facts(x: Double, y: Double, width: Double, _ isMeasured: Bool) -> Double {
        let title = TextStyle(size: 20, isBold: true, isAtRight: true)
        var end = put("Invoice", title, x: x, y: y - 4, width: width, limit: 40, isMeasured) + 6
        for fact in content.facts {
            let label = TextStyle(ink: .gray)
            let value = TextStyle(isAtRight: true)
            _ = put(fact.label, label, x: x + width * 0.2, y: end, width: width * 0.4, limit: 12, isMeasured)
            end = put(fact.value, value, x: x + width * 0.5, y: end, width: width * 0.5, limit: 24, isMeasured) + 1
        }
        return end
    }

    /// Draws a text, or only measures it. Returns where it ends.
    private func put(
        _ string: String, _ style: TextStyle, x: Double, y: Double, width: Double = Sheet.contentWidth,
        limit: Double = Sheet.textLimit, _ isMeasured: Bool
    ) -> Double {
        if isMeasured { return y + text.height(of: string, style, width: width, limit: limit) }
        return y + text.draw(string, style, x: x, y: y, width: width, limit: limit)
    }
}
