/// The table of what was sold: amounts to the right in columns as wide as they need, the name in what is left.
struct InvoiceTable {
    private typealias Row = InvoiceContent.Row

    private let content: InvoiceContent
    private let text: Typesetter
    private let quantity: Column
    private let price: Column
    private let amount: Column
    private let nameWidth: Double

    private struct Column {
        let x: Double
        let width: Double
    }

    private static let gap = 14.0
    private static let padding = 5.0
    private static let number = TextStyle(isAtRight: true)
    private static let head = TextStyle(size: 8, isBold: true, isAtRight: true)
    private static let sku = TextStyle(size: 7.5, ink: .gray)
    private static let grand = TextStyle(size: 11, isBold: true, isAtRight: true)

    init(_ content: InvoiceContent, _ text: Typesetter) {
        self.content = content
        self.text = text
        func column(endingAt right: Double, _ member: KeyPath<InvoiceContent.Row, String>) -> Column {
            // Digits are all of one width: the longest text is the widest.
            let longest = content.rows.map { $0[keyPath: member] }.max { $0.utf8.count < $1.utf8.count } ?? ""
            let head = text.width(of: content.columns[keyPath: member], Self.head)
            let width = max(text.width(of: longest, Self.number), head).rounded(.up) + 1
            return Column(x: right - width, width: width)
        }
        amount = column(endingAt: Sheet.right, \.amount)
        price = column(endingAt: amount.x - Self.gap, \.price)
        quantity = column(endingAt: price.x - Self.gap, \.quantity)
        nameWidth = quantity.x - Self.gap - Sheet.margin
    }

    let headHeight = 17.0

    /// Returns the height.
    func drawHead(y: Double, _ document: PDFDocument) -> Double {
        let left = TextStyle(size: 8, isBold: true)
        text.draw(content.columns.name, left, x: Sheet.margin, y: y, width: nameWidth, limit: 12)
        draw(content.columns, Self.head, y: y)
        document.line(from: Sheet.margin, to: Sheet.right, y: y + 16, width: 1, .black)
        return headHeight
    }

    func height(of row: InvoiceContent.Row) -> Double {
        let sku = row.sku.map { text.height(of: $0, Self.sku, width: nameWidth, limit: 60) + 1 } ?? 0
        let name = text.height(of: row.name, TextStyle(), width: nameWidth, limit: Sheet.textLimit)
        return max(name, 12) + sku + 2 * Self.padding
    }

    /// Returns the height.
    func draw(_ row: InvoiceContent.Row, y: Double, _ document: PDFDocument) -> Double {
        var end = y + Self.padding
        let baseline = text.baseline(of: row.name, TextStyle(), width: nameWidth)
        draw(row, Self.number, y: end + baseline - text.baseline(of: row.amount, Self.number, width: amount.width))
        end += max(
            text.draw(row.name, TextStyle(), x: Sheet.margin, y: end, width: nameWidth, limit: Sheet.textLimit), 12)
        if let sku = row.sku {
            end += text.draw(sku, Self.sku, x: Sheet.margin, y: end + 1, width: nameWidth, limit: 60) + 1
        }
        end += Self.padding
        document.line(from: Sheet.margin, to: Sheet.right, y: end, width: 0.5, .rule)
        return end - y
    }

    let totalHeight = 34.0

    /// Returns the height.
    func drawTotal(_ total: InvoiceContent.Fact, y: Double) -> Double {
        let label = TextStyle(size: 11, isBold: true)
        let width = text.width(of: total.value, Self.grand).rounded(.up) + 1
        let labelWidth = text.width(of: total.label, label).rounded(.up) + 1
        text.draw(total.value, Self.grand, x: Sheet.right - width, y: y + 10, width: width, limit: 18)
        text.draw(
            total.label, label, x: Sheet.right - width - Self.gap - labelWidth, y: y + 10, width: labelWidth, limit: 18)
        return totalHeight
    }

    private func draw(_ row: InvoiceContent.Row, _ style: TextStyle, y: Double) {
        for (value, column) in [(row.quantity, quantity), (row.price, price), (row.amount, amount)] {
            text.draw(value, style, x: column.x, y: y, width: column.width, limit: 12)
        }
    }
}
