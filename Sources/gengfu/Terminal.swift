import ArgumentParser
import Gateway
import Glibc

/// What is said to the person at the terminal; data goes to the standard output.
func say(_ text: String) {
    fputs(text + "\n", stderr)
}

/// The exit for what somebody wrote wrongly: each problem said, then 65, or 66 where files are missing.
func exitCode(for problems: Problems) -> ExitCode {
    problems.all.forEach { say("\($0)") }
    return ExitCode(problems.areMissingInput ? EX_NOINPUT : EX_DATAERR)
}

func exitCode(for problem: Problem) -> ExitCode {
    say("\(problem)")
    return ExitCode(problem.isMissingInput ? EX_NOINPUT : EX_DATAERR)
}

/// Writes a line to the standard output; a reader that went away ends the program quietly.
func printLine(_ text: String) {
    if puts(text) < 0 { exit(EXIT_SUCCESS) }
}
