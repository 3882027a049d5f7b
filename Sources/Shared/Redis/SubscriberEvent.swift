/// What a subscriber sees, in this order: subscribed, messages, lost, subscribed, …
package enum SubscriberEvent: Sendable, Equatable {
    /// All channels are subscribed: every message published from now on comes, until `lost`.
    case subscribed
    case message(channel: String, bytes: [UInt8])
    /// The subscription is gone; messages are being missed.
    case lost
}
