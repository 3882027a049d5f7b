import Testing

@testable import Invoices

extension InvoicePrinting {
    @Suite struct InvoicePrinterTests {
        @Test func `Ten thousand lines are done in time`() async throws {
            var limits = InvoicePrinter.Limits()
            limits.deadline = .seconds(30)
            let pdf = try await InvoicePrinter(limits: limits).pdf(
                of: SampleInvoice.make(lines: SampleInvoice.lines(10_000)))
            #expect(try Poppler.facts(pdf).contains("Pages:"))
        }

        @Test func `An invoice that takes too long is given up`() async throws {
            var limits = InvoicePrinter.Limits()
            limits.deadline = .milliseconds(20)
            let printer = InvoicePrinter(limits: limits)
            await #expect(throws: InvoiceFailure.tookTooLong) {
                try await printer.pdf(of: SampleInvoice.make(lines: SampleInvoice.lines(10_000)))
            }
        }

        @Test func `Past the queue's limit invoices are refused at once, and the others are printed`() async throws {
            var limits = InvoicePrinter.Limits()
            limits.waiting = 2
            limits.deadline = .seconds(60)
            let printer = InvoicePrinter(limits: limits)
            let outcomes = await withTaskGroup { group in
                for _ in 0..<12 {
                    group.addTask {
                        do throws(InvoiceFailure) {
                            _ = try await printer.pdf(of: SampleInvoice.make(lines: SampleInvoice.lines(400)))
                            return InvoiceFailure?.none
                        } catch {
                            return error
                        }
                    }
                }
                return await group.reduce(into: [InvoiceFailure?]()) { $0.append($1) }
            }
            #expect(outcomes.allSatisfy { $0 == nil || $0 == .queueFull })
            #expect(outcomes.count { $0 == nil } >= 3 && outcomes.contains(.queueFull))
            _ = try await printer.pdf(of: SampleInvoice.make(lines: SampleInvoice.lines(1)))
        }

        @Test func `Who no longer wants an invoice does not get it printed`() async {
            let printer = InvoicePrinter()
            let task = Task { try await printer.pdf(of: SampleInvoice.make(lines: SampleInvoice.lines(10_000))) }
            task.cancel()
            await #expect(throws: InvoiceFailure.cancelled) { try await task.value }
        }
    }
}
