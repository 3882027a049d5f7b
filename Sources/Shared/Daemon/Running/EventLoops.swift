import Glibc
import NIOCore
import NIOPosix

/// The threads that wait for connections' bytes, answer from memory, and write: NIO's, one for each processor.
package enum EventLoops {
    /// Gives them to whoever serves, as batch threads.
    ///
    /// A batch thread that wakes up does not push aside what is running (`SCHED_BATCH`, sched(7)). Otherwise each request
    /// of a client on the same machine, be it a proxy or a benchmark, stops that client in favour of one answer; so the
    /// two take turns at every request, and the turns cost more than the answers. Now several requests are found at a time.
    /// Where the system refuses, the threads are like all others.
    package static func start() -> MultiThreadedEventLoopGroup {
        let group = MultiThreadedEventLoopGroup.singleton
        for loop in group.makeIterator() { loop.execute { becomeBatch() } }
        return group
    }

    /// Of the calling thread alone; threads that it starts are ordinary ones.
    private static func becomeBatch() {
        var parameters = sched_param(sched_priority: 0)
        sched_setscheduler(0, batch | resetOnFork, &parameters)
    }

    /// `SCHED_BATCH` and `SCHED_RESET_ON_FORK` of Linux, which Glibc's module does not have.
    private static let (batch, resetOnFork): (Int32, Int32) = (3, 0x4000_0000)
}
