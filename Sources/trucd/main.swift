import Glibc

exit(CommandLineRunner.run(Array(CommandLine.arguments.dropFirst()), Command.all).rawValue)
