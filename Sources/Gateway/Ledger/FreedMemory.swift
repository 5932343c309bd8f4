import CSQLite

/// What was read from the ledger is as large again as what is made of it.
enum FreedMemory {
    /// Gives memory that was freed back to the system; it would stay with the process, between what is still in use.
    ///
    /// It takes milliseconds for each 100 MB: for a start, and for a change of configuration.
    static func giveBack() {
        malloc_trim(0)
    }
}
