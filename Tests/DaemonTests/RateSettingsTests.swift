import RateLimits
import Testing
import WebAPI

@testable import Daemon

@Suite struct RateSettingsTests {
    @Test("sign-in and registration are limited by address and by account, reads are not, unless a setting says so")
    func standard() throws {
        var reader = SettingsReader(values: [:])
        let budgets = RateSettings(&reader).budgets
        try reader.finish()
        for kind in [RateSubject.Kind.address, .account] {
            #expect(budgets[.login, kind] != nil && budgets[.register, kind] != nil && budgets[.read, kind] == nil)
        }
        #expect(budgets[.login, .account] == Rate(capacity: 5, period: 60))
    }

    @Test("a rate is set by class and subject, or off, and all of them off at once")
    func given() throws {
        var reader = SettingsReader(values: ["RATE_LIMIT_READ_ADDRESS": "100/1s", "RATE_LIMIT_LOGIN_ADDRESS": "off"])
        let budgets = RateSettings(&reader).budgets
        try reader.finish()
        #expect(budgets[.read, .address] == Rate(capacity: 100, period: 1) && budgets[.login, .address] == nil)
        var off = SettingsReader(values: ["RATE_LIMIT_ENABLED": "false"])
        #expect(RateSettings(&off).budgets == RateBudgets())
    }

    @Test("a rate that is none stops the start with a sentence")
    func refused() {
        var reader = SettingsReader(values: ["RATE_LIMIT_LOGIN_ACCOUNT": "10 per minute"])
        _ = RateSettings(&reader)
        let error = #expect(throws: SettingsError.self) { try reader.finish() }
        #expect(
            error?.problems == [
                "RATE_LIMIT_LOGIN_ACCOUNT must be a number of requests per seconds, such as 10/60s, or off, not "
                    + "\"10 per minute\"."
            ])
    }
}
