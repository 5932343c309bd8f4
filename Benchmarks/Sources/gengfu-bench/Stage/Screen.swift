import Glibc

/// What is told while it is measured.
enum Screen {
    /// Says a line at once, into a pipe too.
    static func say(_ line: String) {
        print(line)
        fflush(nil)
    }
}
