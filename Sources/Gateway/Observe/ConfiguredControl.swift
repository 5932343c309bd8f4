import Glibc

extension GatewayConfiguration {
    /// Reads `gengfu.yaml` alone, for a command that only wants to find the daemon: what is wrong elsewhere does not stop it.
    ///
    /// - Throws: why the file cannot be read, or that it is no configuration.
    public static func found(at path: String) throws(Problem) -> GatewayConfiguration {
        let paths = Paths(workingFolder: ".")
        let file = try SourceFile(paths.absolute(path), shown: paths.shown(path), showsExcerpts: true)
        let reader = ConfigurationReader(file: file, paths: paths.beside(path), credentials: nil)
        if let read = reader.configuration() { return read.configuration }
        throw file.problems.first ?? Problem(file: paths.shown(path), message: "it is no configuration")
    }
}
