// swift-tools-version: 6.2
import PackageDescription

/// Strict Swift 6 everywhere; a member is visible only where its own module is imported, so that a module's dependencies
/// do not leak through it.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioWebSocket = Target.Dependency.product(name: "NIOWebSocket", package: "swift-nio")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let httpParts = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let jwtKit = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")

/// What both daemons are made of.
let daemonDependencies: [Target.Dependency] = [
    "Domain", "JSON", "Events", "Postgres", "Redis", "Tokens", "WebAPI", "Daemon", "ReadModels", "RateLimits",
    "Prometheus", "Media", hummingbird, httpTypes, nioCore, nioPosix, lifecycle, logging, coreMetrics, argumentParser,
    deque, crypto,
]

func shared(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/Shared/\(name)", swiftSettings: settings)
}

func clibrary(_ name: String, pkgConfig: String? = nil, package: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/Shared/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies + ["TestSupport"], swiftSettings: settings)
}

let package = Package(
    name: "tandem",
    products: [
        .executable(name: "command-api", targets: ["CommandAPI"]),
        .executable(name: "query-api", targets: ["QueryAPI"]),
        .executable(name: "tandem-bench", targets: ["TandemBench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.7.1"),
        .package(url: "https://github.com/apple/swift-crypto.git", "3.12.0"..<"5.0.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.2"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
    ],
    targets: [
        .systemLibrary(name: "CEpoll", path: "Sources/Shared/CEpoll"),
        clibrary("CLibpq", pkgConfig: "libpq", package: "libpq-dev"),
        clibrary("CHiredis", package: "libhiredis-dev"),
        clibrary("CLibcrypto", pkgConfig: "libcrypto", package: "libssl-dev"),
        clibrary("CZlib", pkgConfig: "zlib", package: "zlib1g-dev"),
        clibrary("CPango", pkgConfig: "pangocairo", package: "libpango1.0-dev"),

        shared("Domain"),
        shared("JSON"),
        shared("Events", ["Domain", "JSON"]),
        shared("Reactor", ["CEpoll", heap]),
        shared("Postgres", ["CLibpq", "Domain", "Reactor", lifecycle, logging, deque]),
        shared("Redis", ["CHiredis", "Reactor", lifecycle, logging, deque]),
        shared("Passwords", ["CLibcrypto", logging]),
        shared("Tokens", ["Domain", jwtKit, crypto, logging]),
        shared("ReadModels", ["Domain", "JSON", "Events", "Postgres"]),
        shared(
            "WebAPI",
            [
                "Domain", "JSON", "Tokens", hummingbird, hummingbirdCore, httpTypes, httpParts, nioCore, nioHTTP1,
                nioHTTPTypes, lifecycle, logging, coreMetrics, crypto,
            ]),
        shared("Media", [crypto, nioCore, nioPosix]),
        shared("Prometheus", [coreMetrics]),
        shared("RateLimits", ["Redis", "WebAPI", coreMetrics]),
        shared("Invoices", ["CPango", "Domain", "ReadModels"]),
        shared(
            "Daemon",
            [
                "Domain", "JSON", "Postgres", "Reactor", "Redis", "Prometheus", "WebAPI", "RateLimits", coreMetrics,
                configuration, lifecycle, unixSignals, logging, argumentParser, deque, nioCore,
                nioPosix,
            ]),

        .executableTarget(
            name: "CommandAPI", dependencies: daemonDependencies + ["Passwords", "CZlib", "Reactor", subprocess],
            swiftSettings: settings),
        .executableTarget(
            name: "QueryAPI",
            dependencies: daemonDependencies + ["Invoices", nioHTTP1, nioWebSocket, nioHTTPTypes],
            swiftSettings: settings),

        .executableTarget(
            name: "TandemBench",
            dependencies: [
                "CEpoll", "Domain", "Postgres", "Tokens", argumentParser, deque, lifecycle, logging, nioCore, nioPosix,
                subprocess,
            ],
            path: "Benchmarks", swiftSettings: settings),

        .target(
            name: "TestSupport", dependencies: ["JSON", logging, nioCore, nioPosix, yams], path: "Tests/TestSupport",
            swiftSettings: settings),
        tests("DomainTests", ["Domain"]),
        tests("JSONTests", ["JSON"]),
        tests("EventsTests", ["Events", "Domain", "JSON"]),
        tests("PostgresTests", ["Postgres", "Domain"]),
        tests("ReactorTests", ["Reactor"]),
        tests("RedisTests", ["Redis"]),
        tests("PasswordsTests", ["Passwords"]),
        tests("TokensTests", ["Tokens", "Domain", jwtKit, crypto, logging]),
        tests(
            "WebAPITests",
            [
                "WebAPI", "Domain", "JSON", "Tokens", "Prometheus", hummingbird, hummingbirdTesting, httpTypes, nioCore,
                nioPosix, lifecycle, logging, coreMetrics,
            ]),
        tests(
            "DaemonTests",
            ["Daemon", "Domain", "JSON", "Postgres", "RateLimits", "WebAPI", lifecycle, logging, argumentParser]),
        tests("MediaTests", ["Media", nioCore]),
        tests("PrometheusTests", ["Prometheus", coreMetrics]),
        tests("RateLimitsTests", ["RateLimits", "WebAPI"]),
        tests("InvoicesTests", ["Invoices", "Domain", "ReadModels"]),
        tests("TandemBenchTests", ["TandemBench", nioCore]),
        tests("CommandAPITests", ["CommandAPI", "CZlib", yams] + daemonDependencies),
        tests("QueryAPITests", ["QueryAPI", nioEmbedded, nioHTTP1, nioWebSocket, yams] + daemonDependencies),
        tests(
            "LiveTests",
            ["CommandAPI", "QueryAPI", "Passwords", "Invoices", "Prometheus", hummingbirdTesting] + daemonDependencies),
        tests(
            "EndToEndTests",
            ["Domain", "JSON", asyncHTTPClient, crypto, nioCore, nioPosix, nioHTTP1, nioWebSocket, yams]),
    ]
)
