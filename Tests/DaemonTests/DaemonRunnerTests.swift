import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import Daemon

@Suite struct DaemonRunnerTests {
    private struct Failed: Error {}

    private struct Failing: Service {
        func run() async throws { throw Failed() }
    }

    private final class Waiting: Service {
        private let stopped = Atomic(false)
        var hasStopped: Bool { stopped.load(ordering: .relaxed) }

        func run() async throws {
            try? await gracefulShutdown()
            stopped.store(true, ordering: .relaxed)
        }
    }

    @Test(
        "when one service fails the others are stopped, readiness is told, and the failure comes out",
        .timeLimit(.minutes(1)))
    func failure() async {
        let waiting = Waiting()
        let wasTold = Mutex(false)
        let runner = DaemonRunner(logger: Logger(label: "test"), stopDeadline: .seconds(5)) {
            wasTold.withLock { $0 = true }
        }
        await #expect(throws: Failed.self) { try await runner.run([waiting, Failing()]) }
        #expect(waiting.hasStopped)
        #expect(wasTold.withLock { $0 })
    }

    private struct Ending: Service {
        func run() async throws {}
    }

    @Test("a service that ends by itself is a failure too", .timeLimit(.minutes(1)))
    func ending() async {
        let runner = DaemonRunner(logger: Logger(label: "test"), stopDeadline: .seconds(5)) {}
        await #expect(throws: ServiceEnded.self) { try await runner.run([Waiting(), Ending()]) }
    }
}
