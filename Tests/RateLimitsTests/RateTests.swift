import RateLimits
import Testing

@Suite struct RateTests {
    @Test("a rate is requests per seconds, and nothing else", arguments: ["1/1s", "10/60s", "1000000/86400s"])
    func parses(text: String) {
        #expect(Rate(parsing: text)?.description == text)
    }

    @Test(
        "what is no rate is refused",
        arguments: [
            "", "10", "10/60", "10/s", "/60s", "0/60s", "10/0s", "-1/60s", "+1/60s", "1.5/60s", "10/1m", "10/60s/1s",
            " 10/60s", "1000001/60s", "10/86401s", "99999999999999999999/1s",
        ])
    func refuses(text: String) {
        #expect(Rate(parsing: text) == nil)
    }
}
