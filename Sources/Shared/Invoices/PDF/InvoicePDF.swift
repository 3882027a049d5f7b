import CPango
import Domain

/// An invoice on A4 sheets. The same invoice gives the same bytes, as long as the fonts are the same.
struct InvoicePDF {
    let content: InvoiceContent
    let document: PDFDocument
    let text: Typesetter
    private let deadline: ContinuousClock.Instant

    /// Throws `tookTooLong` past the deadline, `cancelled`, `drawing`.
    static func render(
        _ invoice: Invoice, fonts: FontMap, deadline: ContinuousClock.Instant
    ) throws(InvoiceFailure) -> [UInt8] {
        let content = InvoiceContent(invoice)
        let document = PDFDocument(
            width: Sheet.width, height: Sheet.height, title: content.title, author: content.seller,
            date: "\(invoice.issuedAt.description.prefix(19))Z")
        let text = Typesetter(document, fonts: fonts, language: invoice.seller.language)
        let pdf = InvoicePDF(content: content, document: document, text: text, deadline: deadline)
        try pdf.draw()
        return try document.finish()
    }

    private func draw() throws(InvoiceFailure) {
        let table = InvoiceTable(content, text)
        let body = Sheet.bottom(footer: content.footer.isEmpty ? 0 : footerHeight)
        let first = body - drawHead(isMeasured: true) - table.headHeight
        let blocks = try blocks(table)
        let pages = Pagination(first: first, following: body - Sheet.continuedTop - table.headHeight)
            .pages(blocks)
        for (number, page) in pages.enumerated() {
            var y = number == 0 ? drawHead(isMeasured: false) : drawContinuedHead()
            if page.contains(where: { $0 < content.rows.count }) || content.rows.isEmpty && number == 0 {
                y += table.drawHead(y: y, document)
            }
            for block in page {
                try check()
                y += drawBlock(block, table, y: y)
            }
            drawFoot(page: number + 1, of: pages.count, y: body)
            document.endPage()
        }
    }

    /// The rows, the total, which never stands alone, and the notes.
    private func blocks(_ table: InvoiceTable) throws(InvoiceFailure) -> [Pagination.Block] {
        var blocks: [Pagination.Block] = []
        for row in content.rows {
            try check()
            blocks.append(Pagination.Block(height: table.height(of: row)))
        }
        blocks.append(Pagination.Block(height: table.totalHeight, keepsWithPrevious: true))
        if !content.notes.isEmpty { blocks.append(Pagination.Block(height: notes(y: nil))) }
        return blocks
    }

    private func drawBlock(_ index: Int, _ table: InvoiceTable, y: Double) -> Double {
        if index < content.rows.count { return table.draw(content.rows[index], y: y, document) }
        return index == content.rows.count ? table.drawTotal(content.total, y: y) : notes(y: y)
    }

    private func check() throws(InvoiceFailure) {
        if ContinuousClock.now >= deadline { throw .tookTooLong }
        if Task.isCancelled { throw .cancelled }
    }
}

/// A4, in points.
enum Sheet {
    static let width = 595.28
    static let height = 841.89
    static let margin = 48.0
    static let contentWidth = width - 2 * margin
    static let right = width - margin
    /// Where the table begins on pages after the first.
    static let continuedTop = 84.0
    /// The most that one text takes of a page.
    static let textLimit = 420.0

    /// Where the body ends and the foot begins.
    static func bottom(footer: Double) -> Double { height - margin - 14 - footer }
}
