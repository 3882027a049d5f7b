import Domain

/// Amounts as an invoice prints them, in the order's currency.
struct AmountText {
    let currency: String

    /// `1,299.99`: all of the currency's digits, thousands apart.
    func plain(_ amount: Money) -> String {
        let text = Currency(code: currency).map { amount.text(in: $0) } ?? String(amount.minorUnits)
        let whole = text.prefix { $0 != "." }
        return Self.grouped(whole) + text.dropFirst(whole.count)
    }

    /// `1,299.99 USD`
    func withCurrency(_ amount: Money) -> String { "\(plain(amount))\u{A0}\(currency)" }

    static func grouped(_ digits: some StringProtocol) -> String {
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            let left = digits.count - index
            if left.isMultiple(of: 3), grouped.last?.isNumber == true { grouped.append(",") }
            grouped.append(digit)
        }
        return grouped
    }
}
