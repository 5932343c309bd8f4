import ArgumentParser
import Gateway
import Glibc

extension Problems {
    /// Says each problem, and answers the exit code: 65, or 66 where nothing is wrong but that files are missing.
    func reported() -> ExitCode {
        all.forEach { Terminal.complain($0) }
        return ExitCode(areMissingInput ? EX_NOINPUT : EX_DATAERR)
    }
}

extension Problem {
    func reported() -> ExitCode {
        Terminal.complain(self)
        return ExitCode(isMissingInput ? EX_NOINPUT : EX_DATAERR)
    }
}
