import AlarmEngine
import Gateway

/// What a device says at one moment, in the form of its profile under `Devices/`.
protocol Reading {
    func payload(at time: Moment) -> [UInt8]
}

struct SmokeReading: Reading {
    var state = "normal"
    /// Obscuration in %/m.
    var smoke = 0.3
    /// °C.
    var temperature = 21.0
    var tamper = false
    /// %.
    var battery = 92

    func payload(at time: Moment) -> [UInt8] {
        JSONWriter.payload { writer in
            writer.member("ts", time.seconds)
            writer.member("state", state)
            writer.member("smoke", tenths: smoke)
            writer.key("data")
            writer.object { $0.member("temp", Int64((temperature * 10).rounded())) }
            writer.member("tamper", tamper)
            writer.member("battery", Int64(battery))
        }
    }
}

struct HydrantReading: Reading {
    /// kPa; nil if the sensor is not there.
    var pressure: Double? = 300
    var fault = "none"
    var discharge = false
    var impact = false

    func payload(at time: Moment) -> [UInt8] {
        JSONWriter.payload { writer in
            writer.member("time", time.seconds)
            writer.member("p", orNull: pressure.map { Int64(($0 * 10).rounded()) })
            writer.member("fault", fault)
            writer.member("discharge", discharge)
            writer.member("impact", impact)
            writer.member("battery_mv", 3612)
        }
    }
}

struct LoudspeakerReading: Reading {
    /// 1 normal, 3 fault, 4 fault recovered, 5 broadcasting.
    var state = 1
    var amplifier = "ok"
    var mains = true
    /// %.
    var volume = 60

    func payload(at time: Moment) -> [UInt8] {
        JSONWriter.payload { writer in
            writer.member("EBDType", "ConnectionCheck")
            writer.member("time", Timestamp.text(time))
            writer.member("StateCode", Int64(state))
            writer.member("amplifier", amplifier)
            writer.member("mains", mains)
            writer.member("volume", Int64(volume))
        }
    }
}

struct DeskReading: Reading {
    /// 1 broadcast, 2 cancel; nil: the desk is alive.
    var command: Int?

    func payload(at time: Moment) -> [UInt8] {
        JSONWriter.payload { writer in
            writer.member("EBDType", command == nil ? "ConnectionCheck" : "EBM")
            writer.member("time", Timestamp.text(time))
            guard let command else { return }
            writer.key("EBM")
            writer.object { writer in
                writer.key("MsgBasicInfo")
                writer.object { writer in
                    writer.member("MsgType", Int64(command))
                    writer.member("Severity", 4)
                }
            }
        }
    }
}

struct SirenReading: Reading {
    var alarm = "IDLE"
    var tamper = false
    var power = "cable"
    /// %.
    var battery = 100

    func payload(at time: Moment) -> [UInt8] {
        JSONWriter.payload { writer in
            writer.member("ts", time.milliseconds)
            writer.member("seq", time.seconds % 1_000_000)
            writer.member("alarm", alarm)
            writer.member("tamper", tamper)
            writer.member("power_type", power)
            writer.member("battery", Int64(battery))
        }
    }
}

struct ButtonReading: Reading {
    /// Nil in a plain battery report.
    var action: String?
    /// %.
    var battery = 88

    func payload(at time: Moment) -> [UInt8] {
        JSONWriter.payload { writer in
            writer.member("ts", time.seconds)
            writer.member("action", action)
            writer.member("battery", Int64(battery))
        }
    }
}

struct FallReading: Reading {
    var fall = "normal"
    var presence = true
    /// A minute; nil where nobody is.
    var pulse: Int?
    var breathing: Int?

    func payload(at time: Moment) -> [UInt8] {
        JSONWriter.payload { writer in
            writer.member("ts", time.milliseconds)
            writer.member("fall_status", fall)
            writer.member("presence", presence)
            writer.member("target_distance", orNull: presence ? 180 : nil)
            writer.key("vitals")
            writer.object { writer in
                writer.member("heart_rate", orNull: pulse.map(Int64.init))
                writer.member("breath_rate", orNull: breathing.map(Int64.init))
            }
        }
    }
}

extension JSONWriter {
    fileprivate static func payload(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.object(body)
        return writer.bytes
    }

    fileprivate mutating func member(_ name: String, tenths number: Double) {
        key(name)
        self.number((number * 10).rounded() / 10)
    }

    fileprivate mutating func member(_ name: String, orNull number: Int64?) {
        key(name)
        if let number { integer(number) } else { null() }
    }
}

extension Moment {
    /// Whole seconds since 1970.
    fileprivate var seconds: Int64 { milliseconds / 1000 }
}
