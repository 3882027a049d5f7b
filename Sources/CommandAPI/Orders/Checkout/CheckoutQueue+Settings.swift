import Daemon

extension CheckoutQueue.Limits {
    init(_ settings: inout SettingsReader) {
        batch = settings.integer("CHECKOUT_BATCH", default: 64, in: 1...512)
        waiting = settings.integer("CHECKOUT_QUEUE", default: 1_024, in: 0...100_000)
        perPerson = settings.integer("CHECKOUT_QUEUE_PER_ACCOUNT", default: 8, in: 1...1_000)
        patience = settings.milliseconds("CHECKOUT_QUEUE_PATIENCE_MS", default: 5_000, in: 10...60_000)
    }
}
