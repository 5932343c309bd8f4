import AlarmEngine
import Gateway

/// One fire of fsri-compartments-2018: what its ceiling thermocouples showed, and when it was lit.
struct FireRecording {
    struct Channel {
        /// Such as `Quadrant A`.
        let name: String
        let readings: [(at: Moment, celsius: Double)]
    }

    let name: String
    let ignition: Moment
    let channels: [Channel]

    /// The thermocouples where a detector would hang.
    private static let place = " Temperature 25 mm Below Ceiling"

    /// Reads `NAME.csv` and `NAME_Events.csv`.
    init(_ path: String) throws {
        name = String(path.split(separator: "/").last.map { $0.dropLast(4) } ?? "")
        ignition = try Self.ignition("\(path.dropLast(4))_Events.csv")
        let table = try DataTable(path)
        guard let time = table.header.firstIndex(of: "Timestamp") else {
            throw TrialError("\(path) has no column 'Timestamp'.")
        }
        channels = table.header.indices.filter { table.header[$0].hasSuffix(Self.place) }.map { column in
            let readings = table.rows.compactMap { row -> (at: Moment, celsius: Double)? in
                guard row.count > max(column, time), let at = Moment(local: row[time]),
                    let celsius = Double(row[column]), celsius.isFinite
                else { return nil }
                return (at, celsius)
            }
            return Channel(name: String(table.header[column].dropLast(Self.place.count)), readings: readings)
        }
        if channels.isEmpty { throw TrialError("\(path) has no column that ends in '\(Self.place)'.") }
    }

    private static func ignition(_ path: String) throws -> Moment {
        let events = try DataTable(path)
        guard let row = events.rows.first(where: { $0.count > 1 && $0[1].lowercased().hasPrefix("ignition") }),
            let at = Moment(local: row[0])
        else { throw TrialError("\(path) does not say when the fire was lit.") }
        return at
    }

    /// Every fire of a folder, by name.
    static func all(in folder: String) throws -> [FireRecording] {
        guard let names = namesInFolder(folder) else { throw TrialError("\(folder) cannot be read.") }
        let fires = names.filter { $0.hasSuffix(".csv") && names.contains("\($0.dropLast(4))_Events.csv") }
        if fires.isEmpty { throw TrialError("\(folder) has no NAME.csv with a NAME_Events.csv beside it.") }
        return try fires.map { try FireRecording("\(folder)/\($0)") }
    }
}
