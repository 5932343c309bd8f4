/// The daemon's answers, as lines of JSON.
public enum ControlReply {
    public static func refusal(_ sentence: String) -> String {
        object { writer in
            writer.member("ok", false)
            writer.member("error", sentence)
        }
    }

    /// `{"ok":true}`, and whatever `members` writes behind it.
    public static func accepted(_ members: (inout JSONWriter) -> Void = { _ in }) -> String {
        object { writer in
            writer.member("ok", true)
            members(&writer)
        }
    }

    /// What stands before lines of events: the newest there is, and how many lines follow unless they follow for ever.
    static func events(last: Int64, count: Int? = nil) -> String {
        accepted { writer in
            writer.member("last", last)
            writer.member("events", count.map { Int64($0) })
        }
    }

    private static func object(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        writer.object(body)
        return writer.text
    }
}
