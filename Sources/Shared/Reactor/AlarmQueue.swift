import HeapModule

/// What is to be done at which moment. Nearly all of it is called off, and forgotten at once; its place in the order is
/// kept until its moment, or until such places are too many. So the first moment hardly ever comes nearer, and who sleeps
/// until then need not be woken for what is added.
struct AlarmQueue<Body> {
    typealias Instant = ContinuousClock.Instant

    private struct Place: Comparable {
        let moment: Instant
        let id: UInt64

        static func < (left: Place, right: Place) -> Bool { (left.moment, left.id) < (right.moment, right.id) }
    }

    private static var fewPlaces: Int { 1_024 }

    private var places = Heap<Place>()
    private var bodies: [UInt64: Body] = [:]
    private var made: UInt64 = 0

    /// How many wait.
    var count: Int { bodies.count }

    /// The same with those whose places are kept though they are called off.
    var placeCount: Int { places.count }

    /// Not later than the next moment at which something is to be done; nil if nothing is.
    var next: Instant? { places.min?.moment }

    /// - Returns: What `cancel` takes.
    mutating func add(at moment: Instant, _ body: Body) -> UInt64 {
        made += 1
        places.insert(Place(moment: moment, id: made))
        bodies[made] = body
        return made
    }

    /// - Returns: nil for what was taken or called off before.
    @discardableResult
    mutating func cancel(_ id: UInt64) -> Body? {
        guard let body = bodies.removeValue(forKey: id) else { return nil }
        if places.count > Self.fewPlaces, places.count > 2 * bodies.count {
            places = Heap(places.unordered.filter { bodies[$0.id] != nil })
        }
        return body
    }

    /// Takes all whose moment has come, in order.
    mutating func takeDue(at now: Instant) -> [Body] {
        var due: [Body] = []
        while let place = places.min, place.moment <= now {
            places.removeMin()
            if let body = bodies.removeValue(forKey: place.id) { due.append(body) }
        }
        return due
    }
}
