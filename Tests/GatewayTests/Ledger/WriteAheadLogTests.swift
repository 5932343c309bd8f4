import AlarmEngine
import Glibc
import TestSupport
import Testing

@testable import Gateway

@Suite("The write-ahead log")
struct WriteAheadLogTests {
    let samples = LedgerSamples()

    /// Pages of the database itself: they grow when the log is emptied into it, and only then.
    private func databasePages() -> Int {
        var status = stat()
        return stat(samples.path, &status) == 0 ? Int(status.st_size) / 4096 : 0
    }

    /// Writes events until so many pages more are in the log.
    private func commit(pages: Int, to ledger: Ledger) throws {
        let target = ledger.database.writtenPages + pages
        var number = try ledger.restore().lastSequence
        while ledger.database.writtenPages < target {
            number += 1
            try ledger.commit(LedgerSamples.batch([LedgerSamples.event(number, LedgerSamples.life(Int(number)))]))
        }
    }

    @Test("It is emptied when the ledger is relieved and there is much in it, and by no commit before")
    func relieved() throws {
        let ledger = try samples.ledger()
        try commit(pages: Ledger.manyLoggedPages - 50 - ledger.database.writtenPages, to: ledger)
        let before = databasePages()

        try ledger.relieve()
        #expect(databasePages() == before)

        // More than SQLite itself would leave there.
        try commit(pages: 1000, to: ledger)
        #expect(databasePages() == before)
        try ledger.relieve()
        #expect(databasePages() > before)
    }

    @Test("Once relieved, it is left alone until there is much in it again")
    func relievedTwice() throws {
        let ledger = try samples.ledger()
        try commit(pages: Ledger.manyLoggedPages, to: ledger)
        try ledger.relieve()
        let after = databasePages()

        try commit(pages: Ledger.manyLoggedPages - 50, to: ledger)
        try ledger.relieve()

        #expect(databasePages() == after)
    }

    @Test("A commit empties it at its bound, though nobody relieves the ledger")
    func bounded() throws {
        let ledger = try samples.ledger()
        let before = databasePages()

        try commit(pages: Ledger.mostLoggedPages + 50, to: ledger)

        #expect(databasePages() > before)
    }

    @Test("What is committed after it was emptied is there after a crash")
    func crashed() throws {
        let ledger = try samples.ledger()
        try commit(pages: Ledger.manyLoggedPages, to: ledger)
        try ledger.relieve()
        let sequence = try ledger.restore().lastSequence + 1
        try ledger.commit(LedgerSamples.batch([LedgerSamples.event(sequence)]))
        let copy = samples.temporary.file("copy")
        mkdir(copy, 0o750)
        for suffix in ["", "-wal"] { try LedgerSamples.copyFile(samples.path + suffix, Ledger.path(in: copy) + suffix) }

        #expect(try Ledger(folder: copy).restore().lastSequence == sequence)
    }
}
