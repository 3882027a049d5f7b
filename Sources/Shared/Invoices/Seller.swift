/// The shop as its invoices name it.
package struct Seller: Sendable, Equatable {
    package var name: String
    /// Lines, with newlines between; may be empty.
    package var address: String
    /// A VAT or tax number; empty for none.
    package var taxID: String
    /// Printed at the foot of each page: bank details, terms; empty for none.
    package var footer: String
    /// BCP 47 tag of the language that names and addresses are written in. It decides which form of a Han character is
    /// printed where Chinese, Japanese and Korean write it differently.
    package var language: String

    package init(
        name: String = "Tandem", address: String = "", taxID: String = "", footer: String = "", language: String = "en"
    ) {
        self.name = name
        self.address = address
        self.taxID = taxID
        self.footer = footer
        self.language = language
    }
}
