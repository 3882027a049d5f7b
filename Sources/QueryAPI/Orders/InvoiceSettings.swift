import Daemon
import Invoices

/// What invoices say of the shop, and how many may be printed.
struct InvoiceSettings: Sendable {
    var seller = Seller()
    var limits = InvoicePrinter.Limits()

    init() {}

    init(_ settings: inout SettingsReader) {
        seller = Seller(
            name: settings.printable("SHOP_NAME", default: seller.name, characters: 200),
            address: settings.printable("SHOP_ADDRESS", characters: 500),
            taxID: settings.printable("SHOP_TAX_ID", characters: 100),
            footer: settings.printable("INVOICE_FOOTER", characters: 500),
            language: settings.value(
                "SHOP_LANGUAGE", default: seller.language, expecting: "a BCP 47 language tag such as en or zh-TW",
                parse: Self.languageTag))
        limits.waiting = settings.integer("INVOICE_QUEUE", default: limits.waiting, in: 0...10_000)
        limits.deadline = settings.seconds("INVOICE_DEADLINE", default: 5, in: 1...60)
    }

    private static func languageTag(_ text: String) -> String? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let areSubtags = parts.allSatisfy { part in
            (1...8).contains(part.utf8.count) && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        }
        guard areSubtags, parts.count <= 8, let first = parts.first, first.count >= 2, first.allSatisfy(\.isLetter)
        else { return nil }
        return text
    }
}

extension SettingsReader {
    /// A text for people; `\n` in it begins a new line.
    fileprivate mutating func printable(_ name: String, default standard: String = "", characters: Int) -> String {
        value(name, default: standard, expecting: "a text of at most \(characters) characters") { text in
            text.unicodeScalars.count <= characters ? text.replacing("\\n", with: "\n") : nil
        }
    }
}
