import Glibc

// Threads of the client library may still stand in a call: nothing is torn down under them.
_exit(CommandLineRunner.run(Array(CommandLine.arguments.dropFirst()), Command.all).rawValue)
