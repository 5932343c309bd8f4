/// The name that was probably meant: the nearest of `names` to `word`, if one is near enough.
///
/// Near is at most one edit (a letter added, left out, changed, or two neighbours swapped) for every three letters of
/// `word`, and at least one; case is not counted. Of two equally near, the first in alphabetical order.
public func suggestion(for word: String, among names: [String]) -> String? {
    let wanted = Array(word.lowercased().unicodeScalars)
    guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
    let limit = max(1, (wanted.count + 1) / 3)
    var best: (name: String, edits: Int)?
    for name in names.sorted() where name != word && name.unicodeScalars.count <= 64 {
        let edits = editDistance(wanted, Array(name.lowercased().unicodeScalars))
        if edits <= limit, edits < best?.edits ?? .max, edits == 0 || edits < wanted.count {
            best = (name, edits)
        }
    }
    return best?.name
}

/// The fewest insertions, deletions, changes and swaps of neighbours that make one of the other.
private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
        var current = [row + 1]
        for column in right.indices {
            let same = left[row] == right[column]
            var edits = min(last[column + 1] + 1, current[column] + 1, last[column] + (same ? 0 : 1))
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                edits = min(edits, beforeLast[column - 1] + 1)
            }
            current.append(edits)
        }
        (beforeLast, last) = (last, current)
    }
    return last[right.count]
}
