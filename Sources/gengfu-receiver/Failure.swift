/// Why the receiver cannot start: one sentence, and the exit code of sysexits.h that goes with it.
struct Failure: Error {
    let code: Int32
    let sentence: String

    static func badData(_ sentence: String) -> Failure { Failure(code: 65, sentence: sentence) }
    static func noInput(_ sentence: String) -> Failure { Failure(code: 66, sentence: sentence) }
    static func unavailable(_ sentence: String) -> Failure { Failure(code: 69, sentence: sentence) }
    static func cannotCreate(_ sentence: String) -> Failure { Failure(code: 73, sentence: sentence) }
}
