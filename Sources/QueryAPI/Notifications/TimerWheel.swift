/// Wakes many things at coarse times with one timer: each asks for a tick, and gets what is due when the clock comes by.
/// Times are ticks of the owner's choosing. An entry cannot be taken back; who is woken checks whether it still matters.
struct TimerWheel<Key: Hashable> {
    private var slots: [Int: [Key]] = [:]
    /// The last tick handed out.
    private(set) var now: Int

    init(now: Int) { self.now = now }

    /// Wakes `key` at a tick; at the next one if that has passed.
    mutating func schedule(_ key: Key, at tick: Int) { slots[max(tick, now + 1), default: []].append(key) }

    /// What is due up to a tick, oldest first.
    mutating func advance(to tick: Int) -> [Key] {
        guard tick > now else { return [] }
        let due: [Key]
        if tick - now < slots.count {
            due = (now + 1...tick).flatMap { slots.removeValue(forKey: $0) ?? [] }
        } else {
            let ticks = slots.keys.filter { $0 <= tick }.sorted()
            due = ticks.flatMap { slots.removeValue(forKey: $0) ?? [] }
        }
        now = tick
        return due
    }
}
