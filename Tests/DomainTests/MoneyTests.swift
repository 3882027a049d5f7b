import Domain
import Testing

private func currency(_ code: String) throws -> Currency { try #require(Currency(code: code)) }

@Suite("Money")
struct MoneyTests {
    @Test(
        "an amount is read exactly",
        arguments: [
            ("1299.99", 129_999), ("0", 0), ("5", 500), ("5.5", 550), ("5.50", 550), ("5.500000", 550), ("007.10", 710),
            ("999999999.99", 99_999_999_999),
        ])
    func reads(text: String, minorUnits: Int64) throws {
        #expect(try Money(parsing: text, currency: currency("USD")).minorUnits == minorUnits)
    }

    @Test(
        "what is not a plain decimal is refused",
        arguments: ["", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", " 1", "1 ", "1.2.3", "٣", "NaN", "0x10"])
    func refuses(text: String) throws {
        #expect(throws: Money.ParseFailure.notDecimal) { try Money(parsing: text, currency: currency("USD")) }
    }

    @Test("more digits than the currency has are refused, never rounded")
    func refusesDigits() throws {
        #expect(throws: Money.ParseFailure.tooManyDigits(allowed: 2)) {
            try Money(parsing: "0.001", currency: currency("USD"))
        }
        #expect(throws: Money.ParseFailure.tooManyDigits(allowed: 0)) {
            try Money(parsing: "1.5", currency: currency("JPY"))
        }
        #expect(try Money(parsing: "0.001", currency: currency("KWD")).minorUnits == 1)
    }

    @Test("an amount above the largest price is refused", arguments: ["1000000000", "99999999999999999999999999"])
    func refusesLarge(text: String) throws {
        #expect(throws: Money.ParseFailure.tooLarge) { try Money(parsing: text, currency: currency("USD")) }
    }

    @Test("a text made from an amount reads back as the same amount, in any currency")
    func roundTrip() throws {
        var random = SystemRandomNumberGenerator()
        for code in ["USD", "JPY", "BHD"] {
            for _ in 0..<500 {
                let amount = Money(minorUnits: .random(in: 0...Money.maximumPrice.minorUnits, using: &random))
                #expect(try Money(parsing: amount.text(in: currency(code)), currency: currency(code)) == amount)
            }
        }
    }

    @Test("an amount is written with all of its currency's digits")
    func writes() throws {
        #expect(try Money(minorUnits: 5).text(in: currency("USD")) == "0.05")
        #expect(try Money(minorUnits: -50).text(in: currency("USD")) == "-0.50")
        #expect(try Money(minorUnits: 1_300).text(in: currency("JPY")) == "1300")
    }

    @Test("the fullest cart at the highest price does not overflow")
    func fullCart() {
        let line = Money.maximumPrice.times(Limits.quantity)
        #expect(line.flatMap { $0.times(Limits.cartItems) } != nil)
        #expect(Money(minorUnits: .max).adding(Money(minorUnits: 1)) == nil)
        #expect(Money(minorUnits: .max).times(2) == nil)
    }
}
