// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours: the Swift 6 language mode, and no warning left standing.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
]

/// A package of its own, so that `make build` and `make test` neither fetch nor build what only `make bench` needs.
let package = Package(
    name: "gengfu-bench",
    dependencies: [
        // What is measured: the engine and the gateway in process, and the program as it is shipped.
        .package(name: "gengfu", path: ".."),
        // The parts, their options and their usage errors.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Latencies: percentiles that are right to three digits from 1 µs to a minute, in a bounded memory.
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", exact: "0.2.0"),
    ],
    targets: [
        .executableTarget(
            name: "gengfu-bench",
            dependencies: [
                .product(name: "AlarmEngine", package: "gengfu"),
                .product(name: "Gateway", package: "gengfu"),
                .product(name: "gengfu", package: "gengfu"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            swiftSettings: strict
        )
    ]
)
