/// An invoice as a page of its own: no script, no image, one style sheet inside; it prints like the PDF.
package enum InvoiceHTML {
    /// The one thing that the page needs a Content-Security-Policy to allow: by its hash (CSP Level 3, §2.3.1), which is
    /// taken over exactly these bytes.
    package static let style = """
        @page{size:A4;margin:17mm}
        *{box-sizing:border-box}
        body{margin:0 auto;padding:2rem;max-width:50rem;color:#222;font:14px/1.5 "Noto Sans",system-ui,sans-serif}
        h1{margin:0;font-size:1.6rem;font-weight:600}
        h2{margin:0 0 .25rem;color:#666;font-size:.75rem;font-weight:600;letter-spacing:.05em;text-transform:uppercase}
        header{display:flex;gap:2rem;justify-content:space-between;padding-bottom:1.5rem;border-bottom:1px solid #ccc}
        header>*{min-width:0}
        section{margin-top:1.5rem}
        p{margin:0;overflow-wrap:anywhere;text-align:left}
        .strong{font-weight:600}
        .name{font-size:1.15rem;font-weight:600}
        .quiet{color:#666;font-size:.85em}
        .notice{padding:.5rem .75rem;border:1px solid #b00020;color:#b00020;font-weight:600}
        dl{display:grid;grid-template-columns:auto auto;gap:0 1rem;margin:.5rem 0 0}
        dt{color:#666}
        dd{margin:0;text-align:right}
        table{width:100%;margin-top:2rem;border-collapse:collapse}
        th{padding:.4rem .5rem;border-bottom:2px solid #222;text-align:left;font-size:.85em}
        td{padding:.4rem .5rem;text-align:left;border-bottom:1px solid #ddd;vertical-align:top;overflow-wrap:anywhere}
        th.n,td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
        tr{break-inside:avoid}
        tfoot{display:table-row-group}
        tfoot th,tfoot td{border:0;padding-top:.75rem;font-size:1.15rem;font-weight:600;text-align:right}
        footer{margin-top:3rem;padding-top:.75rem;border-top:1px solid #ccc}
        @media print{body{padding:0;max-width:none}}
        """

    package static func render(_ invoice: Invoice) -> [UInt8] {
        let content = InvoiceContent(invoice)
        let language = invoice.seller.language
        let page: HTMLText = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>\(content.title)</title>
            <style>\(HTMLText(stringLiteral: style))</style>
            </head>
            <body>
            \(head(content, language))
            \(customer(content, language))
            \(table(content, language))
            \(notes(content))
            \(foot(content, language))
            </body>
            </html>

            """
        return Array(page.description.utf8)
    }

    private static func head(_ content: InvoiceContent, _ language: String) -> HTMLText {
        let facts = content.facts.map { fact -> HTMLText in "<dt>\(fact.label)</dt><dd>\(fact.value)</dd>" }
        return """
            <header>
            <div lang="\(language)"><p class="name" dir="auto">\(content.seller)</p>
            \(paragraphs(content.sellerLines))</div>
            <div><h1>Invoice</h1><dl>\(facts)</dl></div>
            </header>
            """
    }

    private static func customer(_ content: InvoiceContent, _ language: String) -> HTMLText {
        let notice = content.notice.map { text -> HTMLText in "<section><p class=\"notice\">\(text)</p></section>" }
        return """
            <section lang="\(language)"><h2 lang="en">Bill to</h2>
            <p class="strong" dir="auto">\(content.customer)</p>
            \(paragraphs(content.customerLines))</section>
            \(notice ?? "")
            """
    }

    private static func table(_ content: InvoiceContent, _ language: String) -> HTMLText {
        let columns = content.columns
        let rows = content.rows.map { row -> HTMLText in
            let sku = row.sku.map { sku -> HTMLText in "<div class=\"quiet\" dir=\"auto\">\(sku)</div>" }
            return """
                <tr><td lang="\(language)"><div dir="auto">\(row.name)</div>\(sku ?? "")</td><td class="n">\(row.quantity)</td>\
                <td class="n">\(row.price)</td><td class="n">\(row.amount)</td></tr>

                """
        }
        return """
            <table>
            <thead><tr><th scope="col">\(columns.name)</th><th scope="col" class="n">\(columns.quantity)</th>\
            <th scope="col" class="n">\(columns.price)</th><th scope="col" class="n">\(columns.amount)</th></tr></thead>
            <tbody>
            \(rows)</tbody>
            <tfoot><tr><th scope="row" colspan="3">\(content.total.label)</th><td class="n">\(content.total.value)</td></tr></tfoot>
            </table>
            """
    }

    private static func notes(_ content: InvoiceContent) -> HTMLText {
        content.notes.isEmpty ? "" : "<section><h2>Notes</h2>\(paragraphs(content.notes))</section>"
    }

    private static func foot(_ content: InvoiceContent, _ language: String) -> HTMLText {
        guard !content.footer.isEmpty else { return "" }
        return "<footer class=\"quiet\" lang=\"\(language)\">\(paragraphs(content.footer))</footer>"
    }

    /// Each in the direction of its own first letter, so that none turns what stands around it.
    private static func paragraphs(_ lines: [String]) -> [HTMLText] {
        lines.map { line -> HTMLText in "<p dir=\"auto\">\(line)</p>" }
    }
}
