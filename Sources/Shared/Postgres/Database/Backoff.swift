/// The waits between attempts to connect: doubling from 50 ms to 2 s, each shortened by a random part, so that many
/// clients of a server that comes back do not arrive together ("full jitter" over the upper half).
struct Backoff {
    static let shortest = Duration.milliseconds(50)
    static let longest = Duration.seconds(2)

    private var ceiling = Self.shortest

    mutating func reset() { ceiling = Self.shortest }

    mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
        defer { ceiling = min(ceiling * 2, Self.longest) }
        return ceiling * Double.random(in: 0.5...1, using: &generator)
    }

    mutating func next() -> Duration {
        var generator = SystemRandomNumberGenerator()
        return next(using: &generator)
    }
}
