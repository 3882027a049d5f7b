/// What tells one target from another: the target as it stands in the request line and what the `Origin` and, for what
/// only one person may see, `Authorization` fields say; empty without one.
struct TargetTexts {
    let target: UnsafeRawBufferPointer
    let origin: UnsafeRawBufferPointer
    let authorization: UnsafeRawBufferPointer

    init(
        _ target: UnsafeRawBufferPointer, _ origin: UnsafeRawBufferPointer,
        _ authorization: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)
    ) {
        self.target = target
        self.origin = origin
        self.authorization = authorization
    }

    /// Seeded by the process, so that nobody can choose texts that collide.
    var hash: Int {
        var hasher = Hasher()
        hasher.combine(target.count)
        hasher.combine(bytes: target)
        hasher.combine(origin.count)
        hasher.combine(bytes: origin)
        hasher.combine(bytes: authorization)
        return hasher.finalize()
    }
}
