import RateLimits
import Testing

@Suite struct TokenBucketTests {
    @Test func `A bucket keeps what it was made with`() {
        #expect(TokenBucket(capacity: 5, period: .seconds(60)).capacity == 5)
    }
}
