import Domain
import NIOCore

/// A socket that anybody may open, and that is told the price and the stock of the products it names. The latest value
/// wins: who reads slowly misses values that were outdated anyway, and is not closed for it.
extension SocketHandler {
    /// Called once, instead of a sign-in.
    func welcomeAnybody() { send(SocketMessage.welcome(position: shard.position)) }

    func subscribe(to products: [ProductID]) {
        var changed = watch ?? ProductWatch()
        guard changed.watch(products, limit: limits.products) else {
            return close(.tooManySockets, reason: "at most \(limits.products) products")
        }
        watch = changed
        shard.watch(products, by: self)
    }

    func unsubscribe(from products: [ProductID]) {
        guard let removed = watch?.unwatch(products) else { return }
        shard.unwatch(removed, by: self)
    }

    /// - Parameter frame: the quote's, encoded once for all.
    func tell(_ quote: ProductQuote, _ frame: SocketFrame) {
        guard case .watching = phase, watch?.takes(quote) == true else { return }
        sendLatest(frame, about: .product(quote.id))
    }

    /// All values are read anew and told anew; their positions may be lower than before.
    func resetValues(to position: Int64) {
        watch?.forgetValues()
        sendLatest(SocketMessage.reset(position: position), about: .reset)
    }

    /// Sends a message as soon as the client reads; until then it may be replaced by a later one about the same.
    func sendLatest(_ frame: SocketFrame, about subject: ProductWatch<SocketFrame>.Subject) {
        guard let isWritable = writer?.isWritable else { return }
        if isWritable, watch?.isHolding != true { return send(frame) }
        var holding = watch ?? ProductWatch()
        holding.hold(frame, about: subject)
        watch = holding
        sendHeld()
    }

    /// The client reads on.
    func sendHeld() {
        guard let context, case .watching = phase else { return }
        writer?.giveWay()
        var hasWritten = false
        while context.channel.isWritable, let frame = watch?.release() {
            context.write(wrapOutboundOut(frame.bytes), promise: nil)
            shard.environment.counters.sent(1)
            hasWritten = true
        }
        if hasWritten { context.flush() }
    }
}
