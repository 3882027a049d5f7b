import Logging
import ServiceLifecycle
import UnixSignals

/// Runs a daemon's services until SIGTERM or SIGINT, then stops them in the reverse of their order, each awaited.
package struct DaemonRunner: Sendable {
    private let logger: Logger
    private let stopDeadline: Duration
    private let onStopping: @Sendable () -> Void

    /// How long services that did not stop in time may take to heed cancellation, before the process gives up.
    private static let cancellationDeadline: Duration = .seconds(5)

    /// - Parameters:
    ///   - stopDeadline: how long stopping may take before what still runs is cancelled.
    ///   - onStopping: called as soon as stopping begins, before any service is told: readiness goes 503 here.
    package init(logger: Logger, stopDeadline: Duration, onStopping: @escaping @Sendable () -> Void) {
        self.logger = logger
        self.stopDeadline = stopDeadline
        self.onStopping = onStopping
    }

    /// Returns when all services have stopped after a signal; throws what a service threw, or `ServiceEnded` when one
    /// returned though nobody told it to stop, after the others have stopped.
    /// - Parameter services: in the order of their dependencies: what others need comes first.
    package func run(_ services: [any Service]) async throws {
        logger.debug("open files", metadata: ["limit": "\(DescriptorLimit.raise() ?? 0)"])
        let notice = StopNotice(logger: logger, onStopping: onStopping)
        var configuration = ServiceGroupConfiguration(
            services: (services + [notice]).map { service in
                ServiceGroupConfiguration.ServiceConfiguration(
                    service: EssentialService(service: service),
                    successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup, serviceName: "\(service)")
            },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger)
        configuration.maximumGracefulShutdownDuration = stopDeadline
        configuration.maximumCancellationDuration = Self.cancellationDeadline
        try await ServiceGroup(configuration: configuration).run()
        logger.notice("stopped")
    }
}

/// A service without which the daemon is not whole.
package struct ServiceEnded: Error, CustomStringConvertible {
    package let description: String
}

private struct EssentialService: Service {
    let service: any Service

    func run() async throws {
        try await service.run()
        guard Task.isShuttingDownGracefully || Task.isCancelled else {
            throw ServiceEnded(description: "\(service) has ended though nobody told it to stop")
        }
    }
}

/// Stands last among the services, so that it is the first to hear of the stop.
private struct StopNotice: Service, CustomStringConvertible {
    let logger: Logger
    let onStopping: @Sendable () -> Void

    var description: String { "stop notice" }

    func run() async throws {
        try await gracefulShutdown()
        onStopping()
        logger.notice("stopping")
    }
}
