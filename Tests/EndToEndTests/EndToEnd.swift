import Testing

/// One shop at a time: each test here starts its own, and two cores carry one well.
@Suite("End to end, over both real binaries", .serialized, .timeLimit(.minutes(15)))
struct EndToEnd {}
