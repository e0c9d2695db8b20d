// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
    .unsafeFlags(["-Xfrontend", "-function-sections"], .when(configuration: .release)),
]

/// For what programs are made of: Swift's own regular expressions, which none of it uses, would be a megabyte of each.
let lean: [SwiftSetting] = [.unsafeFlags(["-Xfrontend", "-disable-implicit-string-processing-module-import"])]

/// For targets whose time goes by in the system or in libraries of C: a minion's program is on every host.
let small: [SwiftSetting] = [.unsafeFlags(["-Osize"], .when(configuration: .release))]

let collections: Target.Dependency = .product(name: "OrderedCollections", package: "swift-collections")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

/// A release's programs start quicker and take less memory: relative relocations in their packed form (glibc 2.36 and
/// later), no table of all symbols for libraries that none of them loads, and equal functions and ends of strings once.
let linking: [LinkerSetting] = [
    .unsafeFlags(
        [
            "-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-Xlinker", "--no-export-dynamic",
            "-Xlinker", "--icf=safe", "-Xlinker", "-O2",
        ], .when(configuration: .release))
]

/// Swift's threads are looked after less often: see `CDispatchMonitor`.
let quiet: [LinkerSetting] = [
    .unsafeFlags(["-Xlinker", "--wrap=dispatch_source_set_timer"], .when(configuration: .release))
]

func library(_ name: String, _ dependencies: [Target.Dependency], built more: [SwiftSetting] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings + lean + more)
}

func program(
    _ name: String, _ dependencies: [Target.Dependency], built: [SwiftSetting] = [], linked more: [LinkerSetting] = []
) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, swiftSettings: settings + lean + built,
        linkerSettings: linking + more)
}

/// - Parameter hasFixtures: the folder `Fixtures` is read from the source tree, not bundled.
func tests(
    _ name: String, _ dependencies: [Target.Dependency], hasFixtures: Bool = false, built more: [SwiftSetting] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, exclude: hasFixtures ? ["Fixtures"] : [], swiftSettings: settings + more
    )
}

let package = Package(
    name: "pigeon",
    products: [
        .executable(name: "pigeon", targets: ["ControlMain"]),
        .executable(name: "pigeon-master", targets: ["MasterMain"]),
        .executable(name: "pigeon-minion", targets: ["MinionMain"]),
        .executable(name: "pigeon-load", targets: ["LoadMain"]),
        .executable(name: "pigeon-bench", targets: ["BenchMain"]),
        .executable(name: "pigeon-simulator", targets: ["SimulatorMain"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-http2", exact: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    ],
    targets: [
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),

        // Opened when the first transfer, the first digest or key needs them.
        .target(name: "CLibcurl"),
        .target(name: "CLibcrypto"),

        // A timer of libdispatch's that would wake up an idle minion.
        .target(name: "CDispatchMonitor"),

        library("Values", [collections]),
        library("RegularExpressions", ["CPCRE2"], built: small),
        library("Cryptography", ["Values", "CLibcrypto"], built: small),
        library("YAML", ["Values", "CLibYAML"], built: small),
        library("Jinja", ["Values", "RegularExpressions"]),
        library("Model", ["Values", "RegularExpressions"], built: small),
        library("Output", ["Values", "YAML", "Model"]),
        library("Settings", ["Values", "YAML", "Model", "Telemetry"], built: small),
        library("CurlTransport", ["Values", "CLibcurl"], built: small),

        library("Compiler", ["Values", "YAML", "Jinja", "Model", "RegularExpressions", "Cryptography"]),
        library("Execution", ["Values", "Model", logging]),
        library("Host", ["Values", "Model", "CMalloc", logging, subprocess], built: small),
        library("Docker", ["Values", "CurlTransport"], built: small),
        library("HAProxy", ["Values", logging], built: small),

        library(
            "Modules",
            [
                "Values", "YAML", "Jinja", "Model", "RegularExpressions", "Compiler", "Execution", "Host", "Docker",
                "HAProxy", "CurlTransport", "Cryptography", logging,
            ], built: small),

        library(
            "Agent",
            [
                "Values", "Model", "Compiler", "Execution", "Modules", "CurlTransport", "Cryptography", lifecycle,
                logging,
            ], built: small),
        library("ControlPlane", ["Values", "Model", "RegularExpressions", "Execution", lifecycle, logging]),

        library("Store", ["Values", "Model", "ControlPlane", .product(name: "GRDB", package: "GRDB.swift"), logging]),
        library(
            "PKI",
            [
                "Values", "Model", "ControlPlane", crypto, .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
            ]),
        library(
            "API",
            [
                "Values", "YAML", "Model", "ControlPlane", lifecycle, logging,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHTTPTypesHTTP2", package: "swift-nio-extras"),
            ]),
        library("Telemetry", ["Values", logging], built: small),

        program(
            "MasterMain",
            [
                "Values", "YAML", "Jinja", "Model", "Settings", "Compiler", "Execution", "Host", "Modules",
                "ControlPlane", "Store", "PKI", "API", "Telemetry", "Cryptography", lifecycle, logging, arguments,
            ]),
        program(
            "MinionMain",
            [
                "Values", "YAML", "Model", "Settings", "Compiler", "Execution", "Host", "Docker", "HAProxy",
                "Modules", "Agent", "CurlTransport", "Telemetry", "CDispatchMonitor", lifecycle, logging,
            ], built: small, linked: quiet),
        program(
            "ControlMain",
            [
                "Values", "YAML", "Model", "Settings", "Output", "Compiler", "Execution", "Host", "Docker",
                "HAProxy", "Modules", "Agent", "CurlTransport", "Telemetry", "Cryptography", lifecycle, logging,
                arguments,
            ]),
        program(
            "SimulatorMain",
            [
                "Values", "Model", "Execution", "Host", "Agent",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"), arguments,
            ]),
        .executableTarget(name: "LoadMain", dependencies: ["Values"], swiftSettings: settings),
        .executableTarget(name: "BenchMain", dependencies: ["Jinja", "Values"], swiftSettings: settings),

        // What several test targets need.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),

        tests("RegularExpressionsTests", ["RegularExpressions"]),
        tests("CryptographyTests", ["Cryptography", "Values", crypto]),
        tests("YAMLTests", ["TestSupport", "YAML", "Values"], hasFixtures: true),
        tests("JinjaTests", ["Jinja", "Values", "RegularExpressions"], hasFixtures: true),
        tests("ModelTests", ["TestSupport", "Model", "Values", "YAML"], hasFixtures: true, built: lean),
        tests("OutputTests", ["TestSupport", "Output", "Values"], hasFixtures: true),
        tests("SettingsTests", ["Settings", "Telemetry", "Model", "Values"]),
        tests("CurlTransportTests", ["TestSupport", "CurlTransport", "Values"]),
        tests("CompilerTests", ["TestSupport", "Compiler", "YAML", "Model", "Values"], hasFixtures: true),
        tests("ExecutionTests", ["TestSupport", "Execution", "Model", "Values", logging], hasFixtures: true),
        tests("HostTests", ["Host", "Values"]),
        tests("DockerTests", ["TestSupport", "Docker", "CurlTransport", "Values"]),
        tests(
            "ModulesTests",
            [
                "TestSupport", "Modules", "Host", "Compiler", "Cryptography", "Execution", "Model", "YAML", "Values",
                logging,
            ],
            hasFixtures: true),
        tests(
            "DockerModulesTests",
            ["TestSupport", "Modules", "Docker", "Execution", "Cryptography", "Model", "Values", logging]),
        tests("HAProxyTests", ["TestSupport", "HAProxy", "LoadMain", "Values", logging]),
        tests(
            "AgentTests",
            [
                "TestSupport", "Agent", "Compiler", "Execution", "Host", "Modules", "CurlTransport", "Model", "Values",
                crypto, lifecycle, logging,
            ],
            hasFixtures: true),
        tests("ControlTests", ["ControlMain", "MinionMain", "Values", "TestSupport"], hasFixtures: true),
        tests(
            "MasterTests", ["MasterMain", "Settings", "Compiler", "Host", "Modules", "Model", "Values", logging]),
        tests("ControlPlaneTests", ["ControlPlane", "Execution", "Model", "Values", logging]),
        tests(
            "StoreTests",
            [
                "TestSupport", "Store", "ControlPlane", "Model", "Values",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        tests("PKITests", ["TestSupport", "PKI", "ControlPlane", "Model", "Values", crypto]),
        tests(
            "APITests",
            [
                "TestSupport", "API", "PKI", "ControlPlane", "Model", "Values", "CurlTransport", crypto, logging,
                lifecycle,
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ]),
        // The programs themselves, which `swift build` has left beside the tests.
        tests("EndToEndTests", ["TestSupport", "Values"]),
    ]
)
