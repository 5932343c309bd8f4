import Testing

@testable import AlarmEngine

@Suite("Functions over time: what is wrong with them, and where")
struct OverTimeErrorTests {
    @Test(
        "A mistake is pointed at and explained",
        arguments: [
            ("aveg(a, 5m) > 5", 0, "there is no function 'aveg'; did you mean 'avg'?"),
            ("p and Count(a, 5m) > 5", 6, "there is no function 'Count'; did you mean 'count'?"),
            ("beetween('22:00', '06:00')", 0, "there is no function 'beetween'; did you mean 'between'?"),
            ("median(a, 5m) > 5", 0, "there is no function 'median'"),
            ("avg(median(a), 5m) > 5", 4, "there is no function 'median'"),
            ("avg() > 5", 0, "'avg' takes what to look at and for how long, as in avg(x, 5m)"),
            ("avg(a) > 5", 0, "'avg' takes what to look at and for how long, as in avg(x, 5m)"),
            ("a > 1 or sum(a, 5m, 1) > 5", 9, "'sum' takes what to look at and for how long, as in sum(x, 5m)"),
            ("avg(a, 300) > 5", 7, "a duration should stand here, such as 5m; did you mean '300s'?"),
            ("avg(a, limit) > 5", 7, "a duration should stand here, such as 5m"),
            ("avg(a, 5m + 1m) > 5", 10, "a duration should stand here, such as 5m"),
            ("avg(5m, a) > 5", 4, "'avg' reads no field here, so nothing would ever come; name one"),
            ("avg(a, 999ms) > 5", 7, "999ms is no length of a window; it is from 1s to 366d"),
            ("covered(a, 0s)", 11, "0ms is no length of a window; it is from 1s to 366d"),
            ("covered(a, 367d)", 11, "367d is no length of a window; it is from 1s to 366d"),
            ("avg(p, 5m) > 5", 4, "a number should stand here; this is true or false"),
            ("delta(s, 5m) > 5", 6, "a number should stand here; this is a text"),
            ("rate(a > 5, 5m) > 5", 7, "a number should stand here; this is true or false"),
            ("avg(limit, 5m) > 5", 4, "'avg' reads no field here, so nothing would ever come; name one"),
            ("count(true, 5m) > 5", 6, "'count' reads no field here, so nothing would ever come; name one"),
            (
                "avg(rate(a, 1m), 5m) > 5", 4,
                "'rate' cannot stand within 'avg', which takes fields and parameters only"
            ),
            (
                "count(a > 1 and not changed(b), 5m) > 5", 20,
                "'changed' cannot stand within 'count', which takes fields and parameters only"
            ),
            (
                "max(a + (2 - previous(b)), 5m) > 5", 13,
                "'previous' cannot stand within 'max', which takes fields and parameters only"
            ),
            (
                "count(s in ('x', age(a)), 5m) > 5", 17,
                "'age' cannot stand within 'count', which takes fields and parameters only"
            ),
            ("avg(b1, 5m) > 5", 4, "there is no field or parameter 'b1'; did you mean 'b'?"),
            ("count(a, 5m)", 0, "this is a number; a condition is true or false: compare it, as in 'a > 5'"),
            ("covered(a, 5m) > 1", 0, "a number should stand here; this is true or false"),
            ("previous(a + 1) > 5", 11, "'previous' takes one field, as in previous(x)"),
            ("previous(limit) > 5", 9, "'previous' takes one field, as in previous(x)"),
            ("changed()", 0, "'changed' takes one field, as in changed(x)"),
            ("changed(a, b)", 0, "'changed' takes one field, as in changed(x)"),
            ("previous(s) > 5", 0, "a number should stand here; this is a text"),
            ("age(a)", 0, "'age' stands alone on one side of a comparison, as in age(x) > 30m"),
            ("age(a) + 5m > 1h", 0, "'age' stands alone on one side of a comparison, as in age(x) > 30m"),
            ("1h < -age(a)", 6, "'age' stands alone on one side of a comparison, as in age(x) > 30m"),
            ("age(a) in (5m)", 0, "'age' stands alone on one side of a comparison, as in age(x) > 30m"),
            ("a > 5 and age(p == true)", 10, "'age' stands alone on one side of a comparison, as in age(x) > 30m"),
            ("age(a) > age(b)", 9, "what 'age' is compared with may not depend on time itself; write a duration"),
            (
                "avg(a, 5m) > age(b)", 0,
                "what 'age' is compared with may not depend on time itself; write a duration"
            ),
            (
                "age(a) > 2 * avg(b, 5m)", 11,
                "what 'age' is compared with may not depend on time itself; write a duration"
            ),
            ("age(a + 1) > 5m", 6, "'age' takes a field, or what is true or false; this is a number"),
            ("age(kind) > 5m", 4, "'age' takes a field, or what is true or false; this is a text"),
            ("age(armed) > 5m", 4, "'age' reads no field here, so nothing would ever come; name one"),
            ("age() > 5m", 0, "'age' takes one field or condition, as in age(x) or age(x == true)"),
            ("age(a, 5m) > 5m", 0, "'age' takes one field or condition, as in age(x) or age(x == true)"),
            ("age(a) == 'x'", 10, "a number should stand here; this is a text"),
            ("between('22:00')", 0, "'between' takes two times of day, as in between('22:00', '06:00')"),
            ("between(22, 6)", 8, "a time of day in quotes should stand here, such as '22:00'"),
            ("between('22:00', s)", 17, "a time of day in quotes should stand here, such as '22:00'"),
            (
                "between('6:00', '08:00')", 8,
                "'6:00' is no time of day; write it from '00:00' to '23:59', or '24:00' as the end"
            ),
            (
                "between('00:00', '24:01')", 17,
                "'24:01' is no time of day; write it from '00:00' to '23:59', or '24:00' as the end"
            ),
            (
                "between('00:60', '01:00')", 8,
                "'00:60' is no time of day; write it from '00:00' to '23:59', or '24:00' as the end"
            ),
            (
                "between('２2:0', '01:00')", 8,
                "'２2:0' is no time of day; write it from '00:00' to '23:59', or '24:00' as the end"
            ),
            ("between('24:00', '01:00')", 8, "'24:00' can stand only as the end; write '00:00'"),
            (
                "between('08:00', '08:00')", 17,
                "from a time to the same time is nothing or all day; write '00:00' and '24:00' for all day"
            ),
        ])
    func mistakes(rule: String, offset: Int, message: String) {
        #expect(throws: ExpressionError(offset: offset, message: message)) { try Desk.ask(rule) }
    }

    @Test(
        "What is right is read, at both ends of what is allowed",
        arguments: [
            "avg(a, 1s) > 5", "avg(a, 366d) > 5", "count(s, 1000ms) > 5", "covered(s == 'x', 8784h)",
            "sum((a + b) * limit, 5m) > 5", "rate(a, 60s) * 60 >= 8 and b >= 40",
            "count(p and not q, 5m) > 5 or count(p, 5m) > count(q, 5m)", "age(p) > 5m and age(p == true) > 5m",
            "previous(a) + 1 > a and changed(s) and not changed(p)",
            "age(changed(s)) > 5m and age(avg(a, 5m) > 5) <= 1h",
            "age(a) > limit * 1s and (age(a)) <= b * 1h and age(a) != 0", "previous(s) in ('x', s) and previous(p)",
            "between('00:00', '24:00') and between('23:59', '00:00')", "delta(a, 5m) in (1, 2)", "avg(a, 5m) == b",
        ])
    func right(rule: String) throws {
        #expect(try Desk.ask(rule) != true)
    }

    @Test("A profile's mistakes stand at their place, those that are found when a rule is compiled too")
    func places() {
        let deep = String(repeating: "on in (on in (", count: 16) + "on" + String(repeating: "))", count: 16)
        var alarm = AlarmDescription.rule(
            "rate(v, 60s) > 5", clearWhen: "age(v) > age(w)")
        alarm.suppressWhen = "avg(v) > 5"
        do throws(ProfileProblems) {
            _ = try Profile.sample(alarm, .rule(deep, name: "deep"), .rule("avg(v, 5m) > 5", name: "band", deadband: 2))
            Issue.record("nothing was found")
        } catch {
            #expect(
                error.problems.map { "\($0.path.joined(separator: "/")) \($0.offset ?? -1) \($0.message)" } == [
                    "alarms/high/clear_when 9 what 'age' is compared with may not depend on time itself; write a duration",
                    "alarms/high/suppress_when 0 'avg' takes what to look at and for how long, as in avg(x, 5m)",
                    "alarms/deep/when 0 lists after 'in' stand too deep within each other; split the rule",
                    "alarms/band/deadband -1 a deadband needs a 'when' that compares one field with a constant or a parameter by <, <=, > or >=; write clear_when instead",
                ])
        }
    }

    @Test("Expressions are known by what is written, but for spaces, parentheses and how a number is put")
    func canonical() throws {
        for (text, canonical) in [
            ("a", "a"), ("((a))", "a"), ("a+b*2.50", "a + (b * 2.5)"), ("-a - (-1)", "(-a) - (-1)"),
            ("not p and q==true", "(not p) and (q == true)"), ("s in ['it''s','x']", "s in ('it''s', 'x')"),
            ("avg( a ,60s)>5m", "avg(a, 1m) > 5m"), ("s not in ('x')", "not (s in ('x'))"),
        ] {
            #expect(try Parser.parse(text).canonical == canonical)
            #expect(try Parser.parse(canonical).canonical == canonical, "it reads back the same")
        }
    }
}
