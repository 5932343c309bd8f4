import Glibc

private func say(_ text: String, to file: CInt) {
    let line = Array((text + "\n").utf8)
    _ = line.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
}

#if LIBFUZZER
    /// libFuzzer's way in: the decoder that `GENGFU_DECODER` names.
    private let fuzzed = getenv("GENGFU_DECODER").flatMap { name in
        FuzzedDecoder.all.first { $0.name == String(cString: name) }
    }

    @_cdecl("LLVMFuzzerTestOneInput")
    public func readOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
        guard let fuzzed else {
            say("GENGFU_DECODER is one of \(FuzzedDecoder.all.map(\.name).joined(separator: ", ")).", to: STDERR_FILENO)
            exit(64)
        }
        _ = fuzzed.read(UnsafeBufferPointer(start: start, count: count))
        return 0
    }

    /// Puts right what the decoder would refuse first, in three of four payloads, after libFuzzer's own change.
    @_cdecl("LLVMFuzzerCustomMutator")
    public func mutate(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ maximum: Int, _ seed: CUnsignedInt) -> Int {
        let count = changed(data, size, maximum)
        guard seed % 4 != 0, let fuzzed else { return count }
        var payload = Array(UnsafeBufferPointer(start: data, count: count))
        fuzzed.mend(&payload)
        for index in 0..<min(payload.count, maximum) { data[index] = payload[index] }
        return min(payload.count, maximum)
    }

    @_silgen_name("LLVMFuzzerMutate")
    private func changed(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ maximum: Int) -> Int
#else
    /// The payload being read, for whoever hears the signal: kept by one thread alone.
    nonisolated(unsafe) private var current: (name: String, payload: [UInt8], number: Int) = ("", [], 0)

    /// `gengfu-fuzz [--inputs N] [--seconds S] [--seed N] [DECODER …]`: prints a line for each; exit 1 at a crash or a hang.
    @main
    enum FuzzRunner {
        static func main() {
            var inputs = 10_000_000
            var seconds = Double.infinity
            var seed: UInt64 = 20_261_124
            var names: [String] = []
            var rest = CommandLine.arguments.dropFirst()
            while let word = rest.popFirst() {
                switch word {
                case "--inputs": inputs = rest.popFirst().flatMap { Int($0) } ?? inputs
                case "--seconds": seconds = rest.popFirst().flatMap { Double($0) } ?? seconds
                case "--seed": seed = rest.popFirst().flatMap { UInt64($0) } ?? seed
                case _: names.append(word)
                }
            }
            let chosen = FuzzedDecoder.all.filter { names.isEmpty || names.contains($0.name) }
            guard !chosen.isEmpty else {
                say("Decoders: \(FuzzedDecoder.all.map(\.name).joined(separator: ", ")).", to: STDERR_FILENO)
                exit(64)
            }
            for mark in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGPROF] { signal(mark, keepPayload) }
            let share = seconds / Double(chosen.count)
            for decoder in chosen { Self.run(decoder, inputs: inputs, seconds: share, seed: seed) }
        }

        private static func run(_ decoder: FuzzedDecoder, inputs: Int, seconds: Double, seed: UInt64) {
            var mutation = PayloadMutation(seed: seed)
            current.name = decoder.name
            var done = 0
            var slowest = (took: Duration.zero, size: 0)
            var outcomes = 0
            var memory = 0
            let clock = ContinuousClock()
            let start = clock.now
            while done < inputs {
                if done % 4_096 == 0 {
                    // The next 4,096 payloads together may take 10 s of the processor.
                    allow(seconds: 10)
                    if done == min(inputs / 10, 100_000) { memory = residentKiB() }
                    if Double((clock.now - start).components.seconds) >= seconds { break }
                }
                mutation.write(&current.payload, for: decoder)
                current.number = done
                let begun = clock.now
                outcomes = outcomes &* 31 &+ current.payload.withUnsafeBufferPointer(decoder.read)
                let took = clock.now - begun
                if took > slowest.took {
                    let least = min(took, measure(decoder))
                    if least > slowest.took { slowest = (least, current.payload.count) }
                }
                done += 1
            }
            allow(seconds: 0)
            report(decoder.name, done, clock.now - start, slowest, memory, outcomes)
        }

        /// Sends SIGPROF once this process has computed for that long; 0 takes it back.
        private static func allow(seconds: Int) {
            var timer = itimerval()
            timer.it_value.tv_sec = seconds
            setitimer(CInt(ITIMER_PROF.rawValue), &timer, nil)
        }

        /// By the thread's own clock, as others may have the processor meanwhile.
        private static func measure(_ decoder: FuzzedDecoder) -> Duration {
            func spent() -> Duration {
                var time = timespec()
                clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
                return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
            }
            let start = spent()
            _ = current.payload.withUnsafeBufferPointer(decoder.read)
            return spent() - start
        }

        private static func report(
            _ name: String, _ done: Int, _ took: Duration, _ slowest: (took: Duration, size: Int), _ memory: Int,
            _ outcomes: Int
        ) {
            let seconds = took / .seconds(1)
            let now = residentKiB()
            say(
                "\(name): \(done) inputs, \(Int(Double(done) / max(seconds, 0.001)))/s, 0 crashes, slowest "
                    + "\(Int(slowest.took / .microseconds(1))) µs (\(slowest.size) bytes), memory \(now) KiB, grown by "
                    + "\(memory == 0 ? 0 : now - memory) KiB, mark \(String(UInt(bitPattern: outcomes), radix: 16))",
                to: STDOUT_FILENO)
        }

        private static func residentKiB() -> Int {
            guard let file = fopen("/proc/self/statm", "r") else { return 0 }
            defer { fclose(file) }
            var line = [CChar](repeating: 0, count: 256)
            guard fgets(&line, 256, file) != nil else { return 0 }
            let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                .split(separator: " ")
            return words.count > 1 ? (Int(words[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) / 1024 : 0
        }
    }

    /// Writes the payload that crashed or hung a decoder to a file, and ends.
    private func keepPayload(_ mark: CInt) {
        let path = "\(current.name)-\(current.number).bin"
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        _ = current.payload.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        close(file)
        let what = mark == SIGPROF ? "hung for 10 s" : "crashed by signal \(mark)"
        say(
            "\(current.name): input \(current.number), \(current.payload.count) bytes, \(what); kept in \(path)",
            to: STDERR_FILENO)
        _exit(1)
    }
#endif
