/// GB/T 26875.3-2011: how the transmission device of a building's fire panels speaks to a monitoring centre.
///
/// Exactly what is made of it stands in docs/gb26875.md. Section numbers here are the standard's.
public enum GB26875 {
    /// At most so many objects of one payload are read; what follows is left, and the document says `"left":true`.
    public static let maximumObjects = 1_000

    /// The JSON document of all whole frames in a payload; `text` reads the descriptions in it.
    ///
    /// Bytes that belong to no frame are passed over and counted, garbage before, between and behind them; of frames
    /// that are refused beside good ones the document names the first eight. Where there is no good one it throws why:
    /// of all that looked like a frame, the reason of the one that came furthest.
    public static func document(
        _ bytes: UnsafeBufferPointer<UInt8>, text: LegacyText
    ) throws(Refusal) -> [UInt8] {
        let found = GB26875Search(bytes, text).run()
        guard let head = found.heads.first else { throw found.best ?? .noStart }
        var document = JSONText(capacity: 512 + found.objects.text.count)
        document.open("{")
        head.write(to: &document)
        document.member("frames", found.heads.count)
        document.key("refused")
        document.open("[")
        for refused in found.refused {
            document.element()
            document.open("{")
            document.member("at", refused.at)
            document.member("reason", text: Array(refused.reason.description.utf8))
            document.close("}")
        }
        document.close("]")
        document.member("skipped", bytes.count - found.used)
        document.member("left", found.left)
        document.key("objects")
        document.open("[")
        document.append(found.objects)
        document.close("]")
        document.close("}")
        return document.text
    }
}

extension GB26875 {
    /// Why a frame is refused; nothing of its content is in it.
    public enum Refusal: Error, Hashable, Sendable {
        case noStart
        case tooLong(Int)
        case truncated(missing: Int)
        case noEnd
        case wrongSum(stands: UInt8, right: UInt8)
        case unknownCommand(UInt8)
        case noObjectCount
        case unknownType(UInt8)
        case objectCut(Int, of: Int)
        case bytesLeft(Int, behind: Int)

        /// How far it got before it was refused.
        var progress: Int {
            switch self {
            case .noStart: 0
            case .tooLong: 1
            case .truncated: 2
            case .noEnd: 3
            case .wrongSum: 4
            case .unknownCommand: 5
            case .noObjectCount, .unknownType, .objectCut, .bytesLeft: 6
            }
        }
    }
}

extension GB26875.Refusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noStart: "no 40 40 starts a frame"
        case .tooLong(let length): "its frame says that it has \(length) bytes of data; at most 1024 are allowed"
        case .truncated(let missing): "its frame ends \(missing) bytes before its length says"
        case .noEnd: "its frame has no 23 23 where its length says that it ends"
        case .wrongSum(let stands, let right): "its frame's sum is \(stands); of its bytes it is \(right)"
        case .unknownCommand(let command): "its frame's command is \(command); 1 to 6 are known"
        case .noObjectCount: "its frame's data end before the number of objects"
        case .unknownType(let type): "its frame's type is \(type), which GB/T 26875.3 does not define"
        case .objectCut(let object, let count):
            "its frame's data end within object \(object) of the \(count) that it says it has"
        case .bytesLeft(let left, let count):
            "its frame's data have \(left) bytes behind the \(count) objects that it says it has"
        }
    }
}
