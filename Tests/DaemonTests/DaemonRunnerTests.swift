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
}
