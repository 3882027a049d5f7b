import Domain
import HTTPTypes
import HummingbirdTesting
import JSON
import Synchronization
import Testing

@testable import WebAPI

@Suite struct RateTests {
    /// What was counted, and refuses what `refused` names.
    private final class Ledger: Sendable {
        let entries = Mutex<[String]>([])
        let refused: RateSubject.Kind?

        init(refusing refused: RateSubject.Kind? = nil) { self.refused = refused }

        var limiting: RateLimiting {
            RateLimiting { rate, subject in
                self.entries.withLock { $0.append("\(rate) \(subject.kind)") }
                let isRefused = subject.kind == self.refused
                return RateStanding(
                    limit: 5, remaining: isRefused ? 0 : (subject.kind == .account ? 2 : 4), reset: 30,
                    retryAfter: isRefused ? 7 : nil)
            }
        }
    }

    @Test("a request counts by its address, then by who is signed in; the tightest budget is told on every answer")
    func counts() async throws {
        let ledger = Ledger()
        let host = TestHost(rates: ledger.limiting)
        let answer = try await host.send(.patch, "/api/things/1", headers: .bearer("admin"))
        #expect(answer.status == .ok && answer.headers[.rateLimitRemaining] == "2")
        #expect(answer.headers[.rateLimitLimit] == "5" && answer.headers[.rateLimitReset] == "30")
        #expect(try await host.send(.get, "/surprise").headers[.rateLimitRemaining] == "4")
        #expect(try await host.send(.post, "/api/things", body: "").headers[.rateLimitRemaining] == "4")
        #expect(
            ledger.entries.withLock { $0 } == [
                "admin address", "admin account", "read address", "write address",
            ])
    }

    @Test("an address past its budget is refused before anybody is asked who it is, with the time to wait")
    func refusedAddress() async throws {
        let host = TestHost(rates: Ledger(refusing: .address).limiting)
        let answer = try await host.send(
            .get, "/api/mine", headers: [.authorization: "Bearer away", .origin: "https://shop.example"])
        #expect(answer.status == .tooManyRequests && answer.headers[.retryAfter] == "7")
        #expect(answer.headers[.rateLimitRemaining] == "0")
        #expect(answer.json?["detail"]?.stringValue?.contains("7 seconds") == true)
        #expect(answer.headers[.accessControlExposeHeaders]?.contains("RateLimit-Remaining") == true)
        #expect(answer.headers[.accessControlExposeHeaders]?.contains("Retry-After") == true)
    }

    @Test("an account past its budget is refused, whichever address it comes from")
    func refusedAccount() async throws {
        let host = TestHost(rates: Ledger(refusing: .account).limiting)
        #expect(try await host.send(.get, "/api/mine", headers: .bearer("customer")).status == .tooManyRequests)
        #expect(try await host.send(.get, "/api/things/1").status == .ok)
    }

    @Test("IPv6 addresses of one /64 count together, IPv4 addresses each by itself, an account whatever its case")
    func subjects() throws {
        func key(_ text: String) throws -> String {
            RateSubject.address(try #require(IPAddress(parsing: text))).key
        }
        #expect(try key("2001:db8:1:2:3:4:5:6") == key("2001:db8:1:2::1"))
        #expect(try key("2001:db8:1:2::") == "2001:db8:1:2::/64")
        #expect(try key("2001:db8:1:3::1") != key("2001:db8:1:2::1"))
        #expect(try key("203.0.113.9") == "203.0.113.9")
        #expect(try key("::ffff:203.0.113.9") == "203.0.113.9")
        #expect(RateSubject.account(email: "Ann@example.com") == RateSubject.account(email: " ann@EXAMPLE.com "))
        #expect(!RateSubject.account(email: "ann@example.com").key.lowercased().contains("ann"))
    }
}
