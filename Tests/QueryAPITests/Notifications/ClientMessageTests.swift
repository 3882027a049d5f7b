import Domain
import NIOCore
import Testing

@testable import QueryAPI

@Suite("What clients may say on a socket")
struct ClientMessageTests {
    @Test("subscriptions name products by their ids")
    func subscriptions() {
        let ids = [ProductID(1), ProductID(22)]
        #expect(message(#"{"type":"subscribe","products":[1,22]}"#) == .subscribe(ids))
        #expect(message(#"{"products":[1,22],"type":"unsubscribe"}"#) == .unsubscribe(ids))
        #expect(message(#"{"type":"subscribe","products":[]}"#) == .subscribe([]))
    }

    @Test(
        "anything else is none",
        arguments: [
            #"{"type":"subscribe"}"#, #"{"type":"subscribe","products":1}"#, #"{"type":"subscribe","products":["1"]}"#,
            #"{"type":"subscribe","products":[0]}"#, #"{"type":"subscribe","products":[-1]}"#,
            #"{"type":"subscribe","products":[1.5]}"#, #"{"type":"subscribe","products":[1],"x":1}"#,
            #"{"type":"subscribe","products":[99999999999999999999]}"#, #"{"type":"subscribe","products":[null]}"#,
            #"{"type":"subscribe","products":[1],"products":[2]}"#, #"{"type":"Subscribe","products":[1]}"#, "[]", "",
        ])
    func nonsense(text: String) { #expect(message(text) == nil) }

    private func message(_ text: String) -> ClientMessage? { ClientMessage(ByteBuffer(string: text)) }
}
