import Domain
import Foundation
import Testing

@testable import Invoices

extension InvoicePrinting {
    @Suite struct InvoicePDFTests {
        private let printer = InvoicePrinter.patient

        @Test func `A PDF says what was sold, to whom, by whom and for how much`() async throws {
            let lines = [
                SampleInvoice.line("Wool Jumper", sku: "WJ-7", cents: 129_999, quantity: 2),
                SampleInvoice.line("Scarf", cents: 1_950),
            ]
            let pdf = try await printer.pdf(of: SampleInvoice.make(notes: "Ring twice", lines: lines))
            keep(pdf, as: "plain")
            let text = try Poppler.text(pdf)
            for expected in [
                "2026-000042", "2026-11-21", "ORD-20261121-000042", "Fjord & Fell Outfitters", "NO 987 654 321 MVA",
                "Zoë Ångström", "114 55 Stockholm", "zoe@example.com", "Wool Jumper", "WJ-7", "1,299.99", "2,599.98",
                "2,619.48", "USD", "Ring twice", "IBAN NO93 8601 1117 947", "Page 1 of 1",
            ] {
                #expect(text.contains(expected), "\(expected)")
            }
            #expect(!text.contains("cancelled"))
            let facts = try Poppler.facts(pdf)
            #expect(facts.contains("Invoice 2026-000042") && facts.contains("Fjord & Fell Outfitters"))
            #expect(facts.contains("595.28 x 841.89 pts (A4)") && facts.contains("2026"))
        }

        @Test func `Every script is printed with letters of its own, and none with boxes`() async throws {
            let lines = SampleInvoice.scripts.map { SampleInvoice.line("\($0.name): \($0.text)", sku: $0.text) }
            let customer = Invoice.Customer(
                name: "محمد الأمين", email: "m@example.com", address: "شارع الحرية 12\nالقاهرة", phone: "")
            let pdf = try await printer.pdf(of: SampleInvoice.make(customer: customer, lines: lines))
            keep(pdf, as: "scripts")
            let letters = Set(try Poppler.text(pdf).precomposedStringWithCompatibilityMapping.unicodeScalars)
            for (name, text) in SampleInvoice.scripts where name != "Emoji" {
                // Readers give right-to-left text in either order, so letters are compared.
                let missing = text.precomposedStringWithCompatibilityMapping.unicodeScalars.filter {
                    !letters.contains($0)
                }
                #expect(missing.isEmpty, "\(name): \(missing)")
            }
            // Pango draws what no font has as a box with digits, in its own small font.
            for name in ["SansArabic", "SansHebrew", "Devanagari", "Thai", "CJK"] {
                #expect(try Poppler.fonts(pdf).contains(name), "\(name)")
            }
        }

        @Test func `Many lines go over pages with the table's head on each, and the total with the last line`()
            async throws
        {
            let pdf = try await printer.pdf(of: SampleInvoice.make(lines: SampleInvoice.lines(100)))
            keep(pdf, as: "long")
            let pages = try Poppler.pages(pdf)
            #expect(pages.count > 2)
            for (index, page) in pages.enumerated() {
                #expect(page.contains("Page \(index + 1) of \(pages.count)"))
                #expect(page.contains("Item") && page.contains("Amount"), "page \(index + 1)")
                #expect(page.contains("Total") == (index == pages.count - 1))
            }
            let all = pages.joined()
            for number in 1...100 { #expect(all.contains("A-\(number)"), "line \(number)") }
            #expect(pages.last?.contains("Article 100") == true)
        }

        @Test func `The longest texts wrap and leave the amounts alone`() async throws {
            let lines = [
                SampleInvoice.line(
                    String(repeating: "very long name ", count: 33), cents: 99_999_999_999, quantity: 100_000),
                SampleInvoice.line(String(repeating: "W", count: 500)),
                SampleInvoice.line(String(repeating: "\u{FDFD}", count: 500)),
                SampleInvoice.line(
                    "Z" + String(repeating: "\u{0301}", count: 499), sku: String(repeating: "S", count: 64)),
            ]
            let customer = Invoice.Customer(
                name: String(repeating: "N", count: 200), email: "a@example.com",
                address: String(repeating: "a\n", count: 500), phone: "1")
            let notes = String(repeating: "\u{FDFD}\n", count: 1_000)
            let pdf = try await printer.pdf(of: SampleInvoice.make(customer: customer, notes: notes, lines: lines))
            keep(pdf, as: "extreme")
            #expect(try Poppler.pages(pdf).count < 8)
            #expect(try Poppler.text(pdf).contains("99,999,999,999,000.00"))
        }

        @Test func `A cancelled order's invoice says so`() async throws {
            let invoice = SampleInvoice.make(
                cancelledAt: SampleInvoice.date("2026-11-23T08:00:00Z"), lines: SampleInvoice.lines(3))
            let pdf = try await printer.pdf(of: invoice)
            keep(pdf, as: "cancelled")
            #expect(try Poppler.text(pdf).contains("This order was cancelled on 2026-11-23."))
        }

        @Test func `The same invoice is the same bytes, whatever was printed before`() async throws {
            let invoice = SampleInvoice.make(lines: SampleInvoice.scripts.map { SampleInvoice.line($0.text) })
            let first = try await InvoicePrinter.patient.pdf(of: invoice)
            _ = try await printer.pdf(of: SampleInvoice.make(lines: SampleInvoice.lines(5)))
            #expect(try await printer.pdf(of: invoice) == first)
            #expect(try await printer.pdf(of: SampleInvoice.make(lines: SampleInvoice.lines(6))) != first)
        }

        /// For looking at, in the folder that `INVOICE_SAMPLES` names.
        private func keep(_ pdf: [UInt8], as name: String) {
            guard let folder = ProcessInfo.processInfo.environment["INVOICE_SAMPLES"] else { return }
            try? Data(pdf).write(to: URL(filePath: "\(folder)/\(name).pdf"))
        }
    }
}
