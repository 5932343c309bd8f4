import AlarmEngine
import Gateway
import Glibc

/// The traffic as a recording, for `gengfu replay`.
struct RecordingOfTraffic {
    private let traffic: Traffic

    init(devices: Int) { traffic = Traffic(devices: devices) }

    /// Writes so many messages, a hundred a millisecond.
    ///
    /// - Throws: ``BenchError`` if the file cannot be written.
    func write(_ count: Int, to path: String) throws(BenchError) {
        guard let file = fopen(path, "w") else { throw .cannotWrite(path) }
        let devices = traffic.topics.count
        for number in 0..<count {
            let at = Moment(milliseconds: 1_795_478_400_000 + Int64(number / 100))
            let message = traffic.message(of: number % devices, round: number / devices, at: at)
            let payload = String(decoding: message.payload, as: UTF8.self)
            fputs("{\"t\":\"\(Timestamp.text(at))\",\"topic\":\"\(message.topic)\",\"payload\":\(payload)}\n", file)
        }
        guard fclose(file) == 0 else { throw .cannotWrite(path) }
    }
}
