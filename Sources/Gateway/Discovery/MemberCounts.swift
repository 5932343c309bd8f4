/// How often members of payloads came and from whom, which tells fields from names that are data.
///
/// Memory is bounded; of what there is no room for only the safe names are shown.
struct MemberCounts {
    private struct Member {
        var count = 0
        var source: Int
        /// It came from several topics or devices: no person's name would.
        var isOfSeveral = false
    }

    /// By JSON Pointer; the whole payload's is empty.
    private var all: [String: Member] = [:]

    mutating func note(_ path: String, from source: Int) {
        guard all[path] != nil || all.count < PayloadShape.mostMembers else { return }
        var member = all.removeValue(forKey: path) ?? Member(source: source)
        member.count += 1
        member.isOfSeveral = member.isOfSeveral || member.source != source
        all[path] = member
    }

    mutating func merge(_ other: MemberCounts) {
        for (path, theirs) in other.all {
            guard let own = all[path] else {
                if all.count < PayloadShape.mostMembers { all[path] = theirs }
                continue
            }
            all[path] = Member(
                count: own.count + theirs.count, source: own.source,
                isOfSeveral: own.isOfSeveral || theirs.isOfSeveral || own.source != theirs.source)
        }
    }

    /// What to show in place of each path that has a value; `leaves` are those paths, and of which types they are.
    func masked(leaves: [String: Set<PayloadShape.Kind>]) -> [String: String] {
        let hidden = hidden(leaves)
        var shown: [String: String] = [:]
        for path in leaves.keys {
            var (raw, safe) = ("", "")
            for token in path.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
                raw += "/" + token
                safe += hidden.contains(raw) ? "/*" : "/" + token
            }
            shown[path] = safe
        }
        return shown
    }

    /// The members whose names are not shown.
    private func hidden(_ leaves: [String: Set<PayloadShape.Kind>]) -> Set<String> {
        var paths = Set(all.keys).union(leaves.keys)
        paths.remove("")
        var children: [Substring: [String]] = [:]
        for path in paths { children[Self.parent(path), default: []].append(path) }
        var hidden: Set<String> = []
        for (parent, members) in children {
            let whole = all[String(parent)]?.count ?? 0
            hidden.formUnion(members.filter { isUnsure($0) && !isProven($0, of: whole) })
            hidden.formUnion(keys(members, of: whole, leaves, children))
        }
        return hidden
    }

    private func isUnsure(_ path: String) -> Bool {
        switch MemberName(Self.name(path)) {
        case .unsure: true
        case .field, .data: false
        }
    }

    /// Several use the name, in most of their messages.
    private func isProven(_ path: String, of whole: Int) -> Bool {
        guard let member = all[path] else { return false }
        return member.isOfSeveral && member.count * 2 >= whole
    }

    /// The members of an object that is no record but a table by somebody's names: each comes seldom, from one sender
    /// alone, and all look alike.
    private func keys(
        _ members: [String], of whole: Int, _ leaves: [String: Set<PayloadShape.Kind>],
        _ children: [Substring: [String]]
    ) -> [String] {
        let isSeldom = { (path: String) in
            guard let member = all[path] else { return true }
            return member.count * 2 <= whole && !member.isOfSeveral
        }
        guard whole >= 2, members.count >= 2, members.allSatisfy({ $0.hasSuffix("/*") || isSeldom($0) }) else {
            return []
        }
        let looks = Set(
            members.map { path in
                leaves[path].map { $0.map(\.rawValue).sorted() } ?? (children[path[...]] ?? []).map(Self.name).sorted()
            })
        let areObjects = members.allSatisfy { leaves[$0] == nil }
        return looks.count == 1 && (areObjects || members.count >= 3) ? members : []
    }

    private static func parent(_ path: String) -> Substring {
        path.lastIndex(of: "/").map { path[..<$0] } ?? ""
    }

    private static func name(_ path: String) -> String {
        let token = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
        return String(token).replacing("~1", with: "/").replacing("~0", with: "~")
    }
}
