import AlarmEngine
import Testing

@testable import Gateway

/// The members of every hand, as the control socket and a recording take them.
@Suite("Hands, as they are asked for")
struct HandRequestTests {
    private let noon = Moment(milliseconds: 1_795_435_200_000)
    private let desk = Peer(processID: 1, userID: 1000, user: "desk")

    private func asked(_ line: String) throws -> HandRequest? {
        guard case .ask(.hand(let request)) = try ControlLine(Array(line.utf8), from: desk) else { return nil }
        return request
    }

    @Test("ack, reset and note name a life, and who and why")
    func lives() throws {
        #expect(
            try asked(#"{"do":"ack","id":"4DDC","by":"李","reason":"seen"}"#)
                == HandRequest(.acknowledge(id: "4ddc"), by: "李", reason: "seen"))
        #expect(
            try asked(#"{"do":"reset","id":"0123456789abcdef"}"#)
                == HandRequest(.reset(id: "0123456789abcdef"), by: "desk"))
        #expect(
            try asked(#"{"do":"note","id":"4ddc","reason":"burnt rice"}"#)
                == HandRequest(.note(id: "4ddc"), by: "desk", reason: "burnt rice"))
    }

    @Test("Who did it is the account where the request does not say, or says nothing", arguments: ["", #","by":"""#])
    func account(member: String) throws {
        #expect(try asked(#"{"do":"ack","id":"4ddc"\#(member)}"#)?.by == "desk")
    }

    @Test("shelve takes an id or device and alarm, a duration or a time, and once")
    func shelve() throws {
        let named = HandRequest.NamedTarget.alarm("smoke-high", device: "sd-1", profile: nil, area: nil)
        let exact = HandRequest.NamedTarget.alarm("smoke-high", device: "sd-1", profile: "smoke-detector", area: "5328")
        #expect(
            try asked(#"{"do":"shelve","id":"4ddc","for":"2h"}"#)?.action
                == .shelve(.id("4ddc"), .after(.hours(2)), isOnce: false))
        #expect(
            try asked(#"{"do":"shelve","device":"sd-1","alarm":"smoke-high","until":"2026-11-23T20:00:00+08:00"}"#)?
                .action == .shelve(named, .at(noon), isOnce: false))
        #expect(
            try asked(#"{"do":"shelve","device":"sd-1","alarm":"smoke-high","once":true}"#)?.action
                == .shelve(named, nil, isOnce: true))
        #expect(
            try asked(
                #"{"do":"shelve","device":"sd-1","alarm":"smoke-high","profile":"smoke-detector","area":"5328","for":"1s","once":false}"#
            )?.action == .shelve(exact, .after(.seconds(1)), isOnce: false))
        #expect(
            try asked(#"{"do":"unshelve","device":"sd-1","alarm":"smoke-high"}"#)?.action == .unshelve(named))
    }

    @Test("out-of-service may have an end, in-service has none")
    func service() throws {
        #expect(
            try asked(#"{"do":"out-of-service","id":"4ddc"}"#)?.action == .takeOutOfService(.id("4ddc"), nil))
        #expect(
            try asked(#"{"do":"out-of-service","id":"4ddc","for":"31d"}"#)?.action
                == .takeOutOfService(.id("4ddc"), .after(.hours(31 * 24))))
        #expect(try asked(#"{"do":"in-service","id":"4ddc"}"#)?.action == .returnToService(.id("4ddc")))
    }

    @Test(
        "A drill, a maintenance and an absence have a place, a beginning and an end, or are ended",
        arguments: Period.Kind.allCases)
    func periods(kind: Period.Kind) throws {
        let verb = kind.rawValue
        #expect(
            try asked(#"{"do":"\#(verb)","area":"532899101201","for":"30m"}"#)?.action
                == .begin(kind, Period.Target(area: "532899101201"), from: nil, .after(.minutes(30))))
        #expect(
            try asked(
                #"{"do":"\#(verb)","area":"5328","zone":"3号楼","from":"2026-11-23T12:00:00Z","until":"2026-11-23T12:00:01Z"}"#
            )?.action
                == .begin(kind, Period.Target(area: "5328", zone: "3号楼"), from: noon, .at(noon + .seconds(1))))
        #expect(
            try asked(#"{"do":"\#(verb)","device":"sd-1","for":"2h"}"#)?.action
                == .begin(kind, Period.Target(area: "", device: "sd-1"), from: nil, .after(.hours(2))))
        #expect(
            try asked(#"{"do":"\#(verb)","area":"5328","device":"sd-1","end":true}"#)?.action
                == .end(kind, Period.Target(area: "5328", device: "sd-1")))
    }

    @Test(
        "What a request lacks, has too much of or misspells is said",
        arguments: [
            (#"{"do":"ack"}"#, "needs 'id'"),
            (#"{"do":"ack","id":"123"}"#, "4 to 16 hex digits"),
            (#"{"do":"ack","id":"0123456789abcdef0"}"#, "4 to 16 hex digits"),
            (#"{"do":"ack","id":"4ddc","for":"2h"}"#, "'for' is no member"),
            (#"{"do":"ack","id":"4ddc","t":"2026-11-23T12:00:00Z"}"#, "'t' is no member"),
            (#"{"do":"note","id":"4ddc"}"#, "A note needs its text"),
            (#"{"do":"note","id":"4ddc","reason":""}"#, "A note needs its text"),
            (#"{"do":"shelve"}"#, "needs 'id', or 'device' and 'alarm'"),
            (#"{"do":"shelve","device":"sd-1"}"#, "needs 'id', or 'device' and 'alarm'"),
            (#"{"do":"shelve","alarm":"fire","device":""}"#, "needs 'id', or 'device' and 'alarm'"),
            (#"{"do":"shelve","id":"4ddc","device":"sd-1"}"#, "leave out 'device'"),
            (#"{"do":"shelve","id":"4ddc","profile":"p"}"#, "leave out 'profile'"),
            (#"{"do":"shelve","id":"4ddc","for":"2h","until":"2026-11-23T12:00:00Z"}"#, "leave one out"),
            (#"{"do":"shelve","id":"4ddc","for":"2"}"#, "such as 90s"),
            (#"{"do":"shelve","id":"4ddc","for":"0s"}"#, "longer than nothing"),
            (#"{"do":"shelve","id":"4ddc","for":7}"#, "'for' must be a string"),
            (#"{"do":"shelve","id":"4ddc","until":"18:30"}"#, "a time with its zone"),
            (#"{"do":"shelve","id":"4ddc","once":"yes"}"#, "true or false"),
            (#"{"do":"shelve","id":"4ddc","unti":"x"}"#, "did you mean 'until'?"),
            (#"{"do":"unshelve","id":"4ddc","for":"2h"}"#, "'for' is no member"),
            (#"{"do":"out-of-service","id":"4ddc","once":true}"#, "'once' is no member"),
            (#"{"do":"in-service"}"#, "needs 'id', or 'device' and 'alarm'"),
            (#"{"do":"drill","for":"30m"}"#, "needs 'area'"),
            // A script's unset variable must not put a village in a drill.
            (#"{"do":"drill","area":"","for":"30m"}"#, "'area' is empty"),
            (#"{"do":"drill","area":"532899101201","zone":"","for":"30m"}"#, "'zone' is empty"),
            (#"{"do":"maintenance","area":"532899101201","device":"","for":"30m"}"#, "'device' is empty"),
            (#"{"do":"drill","zone":"z","for":"30m"}"#, "needs 'area'"),
            (#"{"do":"drill","area":"Menghai","for":"30m"}"#, "2, 4, 6, 9 or 12 digits"),
            (#"{"do":"drill","area":"53289","for":"30m"}"#, "2, 4, 6, 9 or 12 digits"),
            (#"{"do":"drill","area":"５３","for":"30m"}"#, "2, 4, 6, 9 or 12 digits"),
            (#"{"do":"drill","area":"5328"}"#, "must say when the drill ends"),
            (#"{"do":"absence","area":"5328","end":false}"#, "must say when the absence ends"),
            (#"{"do":"drill","area":"5328","end":1}"#, "'end' must be true or false"),
            (#"{"do":"drill","area":"5328","end":true,"for":"30m"}"#, "leave out 'for'"),
            (#"{"do":"drill","area":"5328","end":true,"from":"2026-11-23T12:00:00Z"}"#, "leave out 'from'"),
            (#"{"do":"maintenance","area":"5328","zone":"a","device":"b","for":"1h"}"#, "exclude each other"),
            (#"{"do":"maintenance","area":"5328","alarm":"fire","for":"1h"}"#, "'alarm' is no member"),
            (#"{"do":"shelf","id":"4ddc"}"#, "did you mean 'shelve'?"),
            (#"{"do":"periods","area":"5328"}"#, "'area' is no member"),
        ])
    func refusals(line: String, sentence: String) {
        #expect {
            try asked(line)
        } throws: { error in
            (error as? ControlRefusal)?.description.contains(sentence) == true
        }
    }

    @Test("200 bytes of who and 2000 of why are taken, one more of either is not")
    func lengths() throws {
        func line(_ by: Int, _ reason: Int) -> String {
            let (who, why) = (String(repeating: "b", count: by), String(repeating: "r", count: reason))
            return #"{"do":"ack","id":"4ddc","by":"\#(who)","reason":"\#(why)"}"#
        }
        #expect(try asked(line(200, 2000))?.reason?.utf8.count == 2000)
        #expect(throws: ControlRefusal("'by' may have at most 200 bytes.")) { try asked(line(201, 1)) }
        #expect(throws: ControlRefusal("'reason' may have at most 2000 bytes.")) { try asked(line(1, 2001)) }
    }

    @Test("A line of a recording takes the same members, and who did it only where it says so")
    func recorded() throws {
        let line = try RecordedLine(
            line: Array(#"{"t":"2026-11-23T12:00:00.000Z","do":"shelve","id":"4ddc","for":"2h"}"#.utf8))
        #expect(
            line
                == .hand(
                    RecordedHand(at: noon, request: HandRequest(.shelve(.id("4ddc"), .after(.hours(2)), isOnce: false)))
                ))
        for (text, sentence) in [
            (#"{"t":"2026-11-23T12:00:00Z","do":"shelve","id":"4ddc","fro":"2h"}"#, "did you mean 'for'?"),
            (#"{"t":"2026-11-23T12:00:00Z","do":"status"}"#, "No hand does 'status'"),
            (#"{"t":"2026-11-23T12:00:00Z","do":"acc","id":"4ddc"}"#, "did you mean 'ack'?"),
            (#"{"do":"ack","id":"4ddc"}"#, "the time is missing"),
        ] {
            #expect {
                try RecordedLine(line: Array(text.utf8))
            } throws: { error in
                (error as? RecordedLine.LineError)?.reason.contains(sentence) == true
            }
        }
    }
}
