// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours: the Swift 6 language mode, and no warning left standing.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "gengfu",
    products: [
        .executable(name: "gengfu", targets: ["gengfu"]),
        .executable(name: "gengfu-receiver", targets: ["gengfu-receiver"]),
        // For the package in Benchmarks/, which measures them in process.
        .library(name: "AlarmEngine", targets: ["AlarmEngine"]),
        .library(name: "Gateway", targets: ["Gateway"]),
    ],
    dependencies: [
        // The subcommands, their help and their usage errors (exit 64).
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // YAML with the line and column of every node, so that a mistake can be pointed at.
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        // The standard façade for the daemon's own log; the journal's handler is ours.
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        // The HTTP server of `gengfu-receiver` alone: the daemon links no HTTP server.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    ],
    targets: [
        // The reference MQTT client; asked for.
        .systemLibrary(name: "CMosquitto", pkgConfig: "libmosquitto", providers: [.apt(["libmosquitto-dev"])]),
        // The ledger. A thin wrapper of ours: GRDB says that Linux is not officially maintained.
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        // Webhooks: the most tested HTTP client there is, its TLS patched by Debian.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        // SHA-256, HMAC and constant-time comparison: libmosquitto and libcurl load it already.
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        // glibc's malloc_trim, which the Glibc module leaves out.
        .systemLibrary(name: "CMalloc"),

        .target(name: "AlarmEngine", exclude: ["README.md"], swiftSettings: strict),
        .target(
            name: "Gateway",
            dependencies: [
                "AlarmEngine", "CMosquitto", "CSQLite", "CCurl", "COpenSSL", "CMalloc",
                .product(name: "Yams", package: "Yams"),
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["README.md"],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "gengfu",
            dependencies: [
                "Gateway",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "gengfu-receiver",
            dependencies: [
                "COpenSSL",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Hummingbird", package: "hummingbird"),
            ],
            swiftSettings: strict
        ),
        // What the shipped profiles make of real fires and homes: `make fires`, `make days`; not installed.
        .executableTarget(
            name: "gengfu-trials",
            dependencies: [
                "Gateway",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),

        // What several test targets need: a real broker, a free port, a child that hears SIGTERM.
        .target(name: "TestSupport", dependencies: ["Gateway"], path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(
            name: "AlarmEngineTests", dependencies: ["AlarmEngine"], exclude: ["Fuzz/Found", "Reference/Found"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GatewayTests",
            dependencies: ["Gateway", "TestSupport"],
            exclude: ["Fixtures", "Lorawan/Descriptions", "Lorawan/Mistakes"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["Gateway", "TestSupport", "gengfu", "gengfu-receiver", "gengfu-trials"],
            swiftSettings: strict
        ),
    ]
)
