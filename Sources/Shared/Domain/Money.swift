/// The shop's one currency: an ISO 4217 code and how many decimal digits its amounts have.
package struct Currency: Hashable, Sendable {
    package let code: String
    package let digits: Int

    /// `nil` unless `code` is three ASCII letters. Digits follow ISO 4217; a code not listed has two.
    package init?(code: String) {
        let upper = code.uppercased()
        guard upper.utf8.count == 3, upper.utf8.allSatisfy({ (65...90).contains($0) }) else { return nil }
        self.code = upper
        if Self.withoutDecimals.contains(upper) {
            digits = 0
        } else {
            digits = Self.withThreeDecimals.contains(upper) ? 3 : 2
        }
    }

    private static let withoutDecimals: Set<String> = [
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
        "XPF",
    ]
    private static let withThreeDecimals: Set<String> = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]
}

/// An amount of money in the minor units of the shop's currency (cents for USD): exact, never floating point.
package struct Money: Hashable, Comparable, Sendable {
    package let minorUnits: Int64

    package init(minorUnits: Int64) { self.minorUnits = minorUnits }

    package static let zero = Money(minorUnits: 0)

    /// The largest price of one product: nine digits before the point in a currency of two decimals. The sum of a full
    /// cart (`Limits.cartItems` lines of `Limits.quantity` pieces) at this price still fits 64 bits.
    package static let maximumPrice = Money(minorUnits: 99_999_999_999)

    package static func < (left: Self, right: Self) -> Bool { left.minorUnits < right.minorUnits }

    /// The sum, or nil on overflow.
    package func adding(_ other: Money) -> Money? {
        let (sum, overflow) = minorUnits.addingReportingOverflow(other.minorUnits)
        return overflow ? nil : Money(minorUnits: sum)
    }

    /// The amount `count` times, or nil on overflow.
    package func times(_ count: Int) -> Money? {
        let (product, overflow) = minorUnits.multipliedReportingOverflow(by: Int64(count))
        return overflow ? nil : Money(minorUnits: product)
    }

    /// Why a text is not an amount of a currency.
    package enum ParseFailure: Error, Equatable, Sendable {
        /// Not a plain decimal number (digits, at most one point between digits; no sign, exponent or blanks).
        case notDecimal
        /// More decimals than the currency has, and not all zeros.
        case tooManyDigits(allowed: Int)
        /// Above `maximumPrice`.
        case tooLarge
    }

    /// Parses a non-negative decimal such as `1299.99`. Trailing zeros past the currency's digits are taken, other
    /// digits there are refused, never rounded.
    package init(parsing text: some StringProtocol, currency: Currency) throws(ParseFailure) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let areDigits = parts.allSatisfy { part in !part.isEmpty && part.allSatisfy { (48...57).contains($0) } }
        guard areDigits, parts.count <= 2 else { throw .notDecimal }
        var fraction = parts.count == 2 ? Array(parts[1]) : []
        while fraction.count > currency.digits, fraction.last == 48 { fraction.removeLast() }
        guard fraction.count <= currency.digits else { throw .tooManyDigits(allowed: currency.digits) }
        fraction += Array(repeating: 48, count: currency.digits - fraction.count)
        var units: Int64 = 0
        for digit in Array(parts[0]) + fraction {
            let (shifted, overflow) = units.multipliedReportingOverflow(by: 10)
            guard !overflow, shifted <= Money.maximumPrice.minorUnits else { throw .tooLarge }
            units = shifted + Int64(digit - 48)
        }
        guard units <= Money.maximumPrice.minorUnits else { throw .tooLarge }
        self.init(minorUnits: units)
    }

    /// A decimal with all of the currency's digits: `1299.99`, `5.00`, `-0.50`, and `1300` for a currency without any.
    package func text(in currency: Currency) -> String {
        var digits = String(minorUnits.magnitude)
        let sign = minorUnits < 0 ? "-" : ""
        guard currency.digits > 0 else { return sign + digits }
        if digits.utf8.count <= currency.digits {
            digits = String(repeating: "0", count: currency.digits + 1 - digits.utf8.count) + digits
        }
        return sign + digits.dropLast(currency.digits) + "." + digits.suffix(currency.digits)
    }
}
