// swift-tools-version: 6.0
import PackageDescription

/// A C library that Debian packages; `apt` is the package that brings its header.
func debian(_ name: String, pkgConfig: String?, apt: String) -> Target {
  .systemLibrary(
    name: name, path: "Sources/CLibraries/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// Lets a module's inlined C helpers use SSE4.1, which every x86-64 processor since 2008 has. A
/// module without the flag gets SSE2 and the same results. Flags of this kind are allowed in a
/// root package and in one that is used by path.
func vectorised() -> [SwiftSetting] {
  #if arch(x86_64)
    return [.unsafeFlags(["-Xcc", "-msse4.1"])]
  #else
    return []
  #endif
}

func module(
  _ name: String, _ dependencies: [Target.Dependency], _ settings: [SwiftSetting] = []
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies)
}

let package = Package(
  name: "trucd",
  products: [
    .library(name: "JSONSchema", targets: ["JSON", "JSONSchema"]),
    .executable(name: "trucd", targets: ["trucd"]),
  ],
  targets: [
    debian("CRDKafka", pkgConfig: "rdkafka", apt: "librdkafka-dev"),
    debian("CPostgres", pkgConfig: "libpq", apt: "libpq-dev"),
    debian("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
    debian("CMicroHTTPD", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),
    debian("CSystemd", pkgConfig: "libsystemd", apt: "libsystemd-dev"),
    // Its pkg-config flags are macros, which the package manager refuses; CTOML sets what it needs.
    debian("CTomlPlusPlus", pkgConfig: nil, apt: "libtomlplusplus-dev"),
    debian("CPCRE2", pkgConfig: "libpcre2-8", apt: "libpcre2-dev"),
    debian("CICU", pkgConfig: "icu-uc", apt: "libicu-dev"),
    debian("CIDN2", pkgConfig: "libidn2", apt: "libidn2-dev"),
    debian("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
    .target(
      name: "CTOML", dependencies: ["CTomlPlusPlus"], path: "Sources/CLibraries/CTOML",
      linkerSettings: [.linkedLibrary("tomlplusplus")]),
    .target(name: "CScan", path: "Sources/CLibraries/CScan"),
    .target(name: "CGNU", path: "Sources/CLibraries/CGNU"),

    module("JSON", ["CScan"], vectorised()),
    module("ECMAPattern", ["CPCRE2"]),
    module("JSONSchema", ["JSON", "ECMAPattern", "CScan", "CIDN2"], vectorised()),
    module("Contracts", ["JSON", "JSONSchema", "ECMAPattern", "CICU", "CCrypto"]),
    module("Pipeline", ["JSON", "JSONSchema", "Contracts"]),
    module("Warehouse", ["Pipeline", "Contracts", "JSON"]),
    module("PostgresWarehouse", ["Warehouse", "Pipeline", "Contracts", "JSON", "CPostgres"]),
    module("SQLiteWarehouse", ["Warehouse", "Pipeline", "Contracts", "JSON", "CSQLite"]),
    module("Kafka", ["Pipeline", "CRDKafka"]),
    module("Configuration", ["CTOML"]),
    module("Admin", ["Pipeline", "CMicroHTTPD", "CSystemd"]),
    .executableTarget(
      name: "trucd",
      dependencies: [
        "Admin", "Kafka", "PostgresWarehouse", "SQLiteWarehouse", "Warehouse", "Configuration",
        "Pipeline", "Contracts", "JSONSchema", "JSON", "CGNU",
      ]),

    .target(
      name: "Support", dependencies: ["Kafka", "Pipeline", "CGNU"], path: "Tests/Support"),
    .target(
      name: "FaultSuite", dependencies: ["Support", "Kafka", "Pipeline"], path: "Tests/Faults/Suite"
    ),
    .executableTarget(
      name: "faults", dependencies: ["FaultSuite", "Support"], path: "Tests/Faults/faults"),
    tests("FaultsTests", ["FaultSuite", "Support"]),
    .target(
      name: "Simulator", dependencies: ["Pipeline", "Contracts", "JSON"], path: "Tests/Simulator",
      exclude: ["README.md"]),
    .executableTarget(name: "simulate", dependencies: ["Simulator"], path: "Tests/Simulate"),
    tests("SimulationTests", ["Simulator"]),
    tests("JSONTests", ["JSON", "CScan"]),
    tests("ECMAPatternTests", ["ECMAPattern", "JSON"]),
    tests("JSONSchemaTests", ["JSONSchema", "JSON"]),
    tests("ContractsTests", ["Contracts", "JSONSchema", "JSON"]),
    tests("PipelineTests", ["Pipeline", "Contracts", "JSONSchema", "JSON"]),
    tests(
      "WarehouseTests",
      [
        "Warehouse", "PostgresWarehouse", "SQLiteWarehouse", "Pipeline", "Contracts", "JSON",
        "Support",
      ]),
    tests("KafkaTests", ["Kafka", "Support"]),
    tests("ConfigurationTests", ["Configuration"]),
    tests("AdminTests", ["Admin"]),
    tests("FuzzTests", ["FuzzJudging", "FuzzPairs", "JSON"]),
    tests("StructureTests", []),
    tests("CommandTests", ["trucd", "Contracts", "JSON"]),
    tests(
      "Integration",
      [
        "trucd", "Support", "Kafka", "PostgresWarehouse", "SQLiteWarehouse", "Warehouse",
        "Pipeline", "Contracts", "JSON",
      ]),
    .target(
      name: "Conformance", dependencies: ["JSONSchema", "JSON"], path: "Tests/Conformance/Suite"),
    .executableTarget(
      name: "conformance-suite", dependencies: ["Conformance", "JSONSchema", "JSON"],
      path: "Tests/Conformance/conformance"),
    tests("ConformanceTests", ["Conformance", "JSONSchema"]),
    .target(
      name: "FuzzJudging", dependencies: ["JSONSchema", "ECMAPattern", "JSON"],
      path: "Tests/Fuzz/Judging"),
    .target(
      name: "FuzzPairs", dependencies: ["FuzzJudging", "JSONSchema", "JSON"],
      path: "Tests/Fuzz/Generating"),
    .executableTarget(name: "fuzz", dependencies: ["FuzzJudging"], path: "Tests/Fuzz/fuzz"),
    .executableTarget(
      name: "pairs", dependencies: ["FuzzPairs", "FuzzJudging"], path: "Tests/Fuzz/pairs"),
    .target(name: "BenchRecords", path: "Tests/Benchmarks/records"),
    .target(
      name: "CBareConsumer", dependencies: ["CRDKafka"], path: "Tests/Benchmarks/bare-consumer"),
    .executableTarget(
      name: "bench",
      dependencies: [
        "BenchRecords", "CBareConsumer", "Support", "Kafka", "PostgresWarehouse", "Warehouse",
        "Pipeline", "JSON",
      ],
      path: "Tests/Benchmarks/bench"),
    .executableTarget(
      name: "bench-poison",
      dependencies: ["Support", "PostgresWarehouse", "Warehouse", "Pipeline", "Contracts"],
      path: "Tests/Benchmarks/poison"),
    .executableTarget(
      name: "bench-chain",
      dependencies: ["BenchRecords", "PostgresWarehouse", "Warehouse", "Pipeline", "Contracts"],
      path: "Tests/Benchmarks/chain"),
    .target(name: "CAllocations", path: "Tests/Benchmarks/allocations"),
    .executableTarget(
      name: "bench-engine", dependencies: ["JSONSchema", "JSON", "CAllocations"],
      path: "Tests/Benchmarks/engine"),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
