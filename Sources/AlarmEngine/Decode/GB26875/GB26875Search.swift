/// Finds the frames in a payload: a frame is where start, length, end and sum agree.
struct GB26875Search {
    struct Found {
        var heads: [GB26875Head] = []
        /// The members of `objects`.
        var objects = JSONText(capacity: 256)
        var objectCount = 0
        /// The first eight.
        var refused: [(at: Int, reason: GB26875.Refusal)] = []
        /// The refusal that came furthest, the first of equals.
        var best: GB26875.Refusal?
        /// How many bytes belong to good frames.
        var used = 0
        /// More objects than are read.
        var left = false

        mutating func refuse(_ reason: GB26875.Refusal, at position: Int) {
            if refused.count < 8 { refused.append((position, reason)) }
            if reason.progress > best?.progress ?? -1 { best = reason }
        }
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let text: LegacyText
    /// The sum of all bytes before a place, low 8 bits: so that a payload of nothing but starts takes no longer than another.
    private let sums: [UInt8]

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ text: LegacyText) {
        self.bytes = bytes
        self.text = text
        var sums: [UInt8] = []
        sums.reserveCapacity(bytes.count + 1)
        var sum: UInt8 = 0
        sums.append(sum)
        for byte in bytes {
            sum &+= byte
            sums.append(sum)
        }
        self.sums = sums
    }

    func run() -> Found {
        var found = Found()
        var position = 0
        while position + 1 < bytes.count, !found.left {
            guard bytes[position] == 0x40, bytes[position + 1] == 0x40 else {
                position += 1
                continue
            }
            do throws(GB26875.Refusal) {
                let end = try end(ofFrameAt: position)
                position = take(position..<end, into: &found)
            } catch {
                found.refuse(error, at: position)
                position += 1
            }
        }
        return found
    }

    /// Where the frame that starts at `start` ends.
    private func end(ofFrameAt start: Int) throws(GB26875.Refusal) -> Int {
        guard start + 27 <= bytes.count else { throw .truncated(missing: start + 30 - bytes.count) }
        let length = Int(bytes[start + 24]) | Int(bytes[start + 25]) << 8
        guard length <= 1024 else { throw .tooLong(length) }
        let end = start + 30 + length
        guard end <= bytes.count else { throw .truncated(missing: end - bytes.count) }
        guard bytes[end - 2] == 0x23, bytes[end - 1] == 0x23 else { throw .noEnd }
        let right = sums[end - 3] &- sums[start + 2]
        guard bytes[end - 3] == right else { throw .wrongSum(stands: bytes[end - 3], right: right) }
        return end
    }

    /// Reads a frame that is whole, and answers where to go on: behind it, whether its data can be read or not.
    private func take(_ range: Range<Int>, into found: inout Found) -> Int {
        let frame = UnsafeBufferPointer(rebasing: bytes[range])
        do throws(GB26875.Refusal) {
            let head = try GB26875Head(frame)
            var reader = GB26875Objects(head, frame, text, room: GB26875.maximumObjects - found.objectCount)
            try reader.read()
            found.heads.append(reader.head)
            found.objects.append(reader.objects)
            found.objectCount += reader.count
            found.left = reader.left
            found.used += range.count
        } catch {
            found.refuse(error, at: range.lowerBound)
        }
        return range.upperBound
    }
}
