import Glibc

/// The table of commands.
let commands: [Command] = [
  .run, .check, .demo, .demoBroker, .ledgerList, .ledgerDiscard, .ledgerRenew,
]

exit(CommandLineRunner.run(Array(CommandLine.arguments.dropFirst()), commands).rawValue)
