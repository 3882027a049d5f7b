import Redis
import Testing

@testable import QueryAPI

@Suite("Held messages")
struct HeldMessagesTests {
    private func message(_ count: Int) -> SubscriberEvent {
        .message(channel: "c", bytes: Array(repeating: 0, count: count))
    }

    @Test("they come out in order, once")
    func order() {
        var held = HeldMessages()
        held.append(.subscribed)
        held.append(message(1))
        #expect(held.take().events == [.subscribed, message(1)])
        #expect(held.take().events == [])
    }

    @Test("past the limit of bytes or of their number messages are dropped, and it is said so")
    func bounded() {
        for (size, count) in [(40, 3), (1, 11)] {
            var held = HeldMessages(byteLimit: 100, countLimit: 10)
            for _ in 0..<count { held.append(message(size)) }
            let (events, hasDropped) = held.take()
            #expect(events.isEmpty)
            #expect(hasDropped)
            #expect(!held.take().hasDropped)
        }
    }

    @Test("whether there is a subscription is never dropped")
    func subscription() {
        var held = HeldMessages(byteLimit: 100, countLimit: 3)
        held.append(.lost)
        held.append(message(1))
        held.append(.subscribed)
        held.append(message(1))
        #expect(held.take().events == [.subscribed])
    }
}
