import CMalloc

/// Memory that was freed and that the C library keeps for later.
enum FreedMemory {
    /// Gives it back to the system; takes some tens of milliseconds where there is much of it.
    ///
    /// A configuration is read by whichever thread Dispatch lends, and glibc keeps what is freed for the thread's arena, up to
    /// eight arenas a processor: with 100,000 devices every reload would else take 100 to 300 MB more, up to 1.7 GB.
    static func giveBack() {
        malloc_trim(0)
    }
}
