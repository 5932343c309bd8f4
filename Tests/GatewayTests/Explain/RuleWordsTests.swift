import AlarmEngine
import Testing

@testable import Gateway

@Suite("Rules in words")
struct RuleWordsTests {
    private static let fields = [
        field("smoke", .number, "%/m", zh: "烟雾浓度"), field("temperature", .number, "°C", zh: "温度"),
        field("level", .number, "m", zh: nil), field("water", .number, "m³", zh: "用水量"),
        field("motion", .boolean, nil, zh: "活动信号"), field("state", .text, nil, zh: "状态"),
        field("door", .text, nil, zh: "门"), field("pause", .number, "s", zh: "停顿"),
    ]

    private static func field(_ name: String, _ type: ValueType, _ unit: String?, zh: String?) -> FieldDescription {
        var field = FieldDescription(name: name, path: "/\(name)", type: type, unit: unit)
        field.title.zh = zh
        return field
    }

    private static let profile = ProfileDescription(
        name: "p", service: .elderCare, messages: [MessageDescription(topic: "t/{device}", fields: fields)],
        parameters: [
            ParameterDescription(name: "limit", value: .number(10)),
            ParameterDescription(name: "word", value: .text("bad")),
        ])

    @Test(
        "Each part of the language reads naturally",
        arguments: [
            // Comparisons, with units and parameters.
            ("smoke >= limit", "smoke is at least limit (10 %/m)", "烟雾浓度不低于 limit（10 %/m）"),
            ("smoke > 10", "smoke is above 10 %/m", "烟雾浓度高于 10 %/m"),
            ("10 >= smoke", "smoke is at most 10 %/m", "烟雾浓度不高于 10 %/m"),
            ("level < 0.5", "level is below 0.5 m", "level 低于 0.5 m"),
            ("state == 'alarm'", "state is ‘alarm’", "状态为“alarm”"),
            ("state != word", "state is anything but word (‘bad’)", "状态不为 word（“bad”）"),
            ("level == 3", "level is 3 m", "level 等于 3 m"),
            ("pause > 5m", "pause is above 5 min", "停顿高于 5 分钟"),
            ("motion", "motion is true", "活动信号为真"), ("not motion", "motion is false", "活动信号为假"),
            ("state in ('a', 'b', 'c')", "state is ‘a’, ‘b’ or ‘c’", "状态为“a”、“b”或“c”"),
            ("not state in ('a', 'b')", "state is neither ‘a’ nor ‘b’", "状态不为“a”或“b”"),
            ("level in (1, 2)", "level is 1 m or 2 m", "level 为 1 m 或 2 m"),
            // Logic.
            (
                "motion and smoke > 1", "motion is true and smoke is above 1 %/m", "活动信号为真，并且烟雾浓度高于 1 %/m"
            ),
            ("smoke < 1 or smoke > 5", "smoke is below 1 %/m or above 5 %/m", "烟雾浓度低于 1 %/m 或高于 5 %/m"),
            ("smoke >= 1 and smoke <= 5", "smoke is from 1 to 5 %/m", "烟雾浓度在 1 至 5 %/m 之间"),
            (
                "motion and (state == 'a' or smoke > 5)",
                "motion is true, and either state is ‘a’ or smoke is above 5 %/m",
                "活动信号为真，并且（状态为“a”，或者烟雾浓度高于 5 %/m）"
            ),
            (
                "motion or state == 'a' and smoke > 5", "motion is true, or both state is ‘a’ and smoke is above 5 %/m",
                "活动信号为真，或者（状态为“a”，并且烟雾浓度高于 5 %/m）"
            ),
            // Arithmetic.
            (
                "temperature - level * 2 > 5", "temperature minus (level times 2) is above 5 °C",
                "温度减（level 乘以 2）高于 5 °C"
            ),
            ("-level > 3", "minus level is above 3 m", "负的 level 高于 3 m"),
            // Windows.
            (
                "avg(temperature, 5m) >= 50", "the mean of temperature over the last 5 min is at least 50 °C",
                "最近 5 分钟温度的平均值不低于 50 °C"
            ),
            (
                "min(temperature, 1h) > 30", "the lowest temperature of the last hour is above 30 °C",
                "最近 1 小时温度的最低值高于 30 °C"
            ),
            (
                "max(smoke, 90s) < 2", "the highest smoke of the last 90 s is below 2 %/m",
                "最近 90 秒烟雾浓度的最高值低于 2 %/m"
            ),
            (
                "covered(water, 12h) and sum(water, 12h) < 0.01",
                "water has been reported for the whole of the last 12 h and the sum of water over the last 12 h is below 0.01 m³",
                "用水量已有完整 12 小时的读数，并且最近 12 小时用水量的总和低于 0.01 m³"
            ),
            (
                "not covered(motion == true, 1d)",
                "whether motion is true has not yet been reported for the whole of the last day",
                "“活动信号为真”还没有完整 1 天的读数"
            ),
            (
                "count(motion, 10m) >= 3",
                "the number of readings of the last 10 min in which motion is true is at least 3",
                "最近 10 分钟内活动信号为真的读数不少于 3 次"
            ),
            (
                "count(smoke, 10m) == 0", "smoke has not been reported in the last 10 min", "最近 10 分钟内没有收到烟雾浓度"
            ),
            (
                "count(smoke, 10m) < 2", "the number of readings of smoke in the last 10 min is below 2",
                "最近 10 分钟内烟雾浓度的读数少于 2 次"
            ),
            (
                "age(smoke) > 6h and between('14:00', '22:00')",
                "it is more than 6 h since smoke was last reported and it is between 14:00 and 22:00",
                "距上次收到烟雾浓度已超过 6 小时，并且当地时间在 14:00 至 22:00 之间"
            ),
            (
                "not motion and changed(motion)", "motion is false and differs from the reading before",
                "活动信号为假且与上一次不同"
            ),
            (
                "delta(temperature, 1m) >= 8 and temperature >= 40",
                "temperature has risen by at least 8 °C over the last minute and is at least 40 °C",
                "最近 1 分钟温度上升至少 8 °C，并且温度不低于 40 °C"
            ),
            (
                "rate(temperature, 60s) * 60 >= 8",
                "temperature has risen by at least 8 °C per minute over the last minute",
                "最近 1 分钟温度平均每分钟上升至少 8 °C"
            ),
            (
                "rate(temperature, 60s) > 0.5",
                "temperature has risen by more than 0.5 °C per second over the last minute",
                "最近 1 分钟温度平均每秒上升超过 0.5 °C"
            ),
            (
                "rate(level, 1h) * 3600 < -2", "level has fallen by more than 2 m per hour over the last hour",
                "最近 1 小时 level 平均每小时下降超过 2 m"
            ),
            (
                "rate(temperature, 5m) * 60 < 1",
                "the rate at which temperature changed per minute, over the last 5 min, is below 1 °C",
                "最近 5 分钟温度平均每分钟的变化低于 1 °C"
            ),
            (
                "delta(level, 1h) <= -0.5", "level has fallen by at least 0.5 m over the last hour",
                "最近 1 小时 level 下降至少 0.5 m"
            ),
            (
                "delta(level, 1h) < 0.5", "the change of level over the last hour is below 0.5 m",
                "最近 1 小时 level 的变化量低于 0.5 m"
            ),
            // previous, changed, age, between.
            (
                "temperature > previous(temperature)",
                "temperature is above the value of temperature in the reading before", "温度高于上一次的温度"
            ),
            ("changed(state)", "state differs from the reading before", "状态与上一次不同"),
            ("not changed(state)", "state does not differ from the reading before", "状态与上一次相同"),
            ("age(motion == true) >= 8h", "it is at least 8 h since motion was last true", "距上次活动信号为真已满 8 小时"),
            ("age(smoke) > 30m", "it is more than 30 min since smoke was last reported", "距上次收到烟雾浓度已超过 30 分钟"),
            (
                "age(door == 'open') < 5m", "it is less than 5 min since a reading last said that door is ‘open’",
                "距上次门为“open”不到 5 分钟"
            ),
            ("between('22:00', '06:00')", "it is between 22:00 and 06:00", "当地时间在 22:00 至 06:00 之间"),
            ("not between('22:00', '06:00')", "it is not between 22:00 and 06:00", "当地时间不在 22:00 至 06:00 之间"),
        ])
    func words(rule: String, en: String, zh: String) throws {
        let part = try #require(RulePart.read(rule, of: Self.profile))
        #expect(EnglishRule().condition(part) == en)
        #expect(MixedText.spaced(ChineseRule().condition(part)) == zh)
    }

    @Test(
        "Durations are said in the largest unit that keeps them whole",
        arguments: [
            (250, "250 ms", "250 毫秒"), (90_000, "90 s", "90 秒"), (900_000, "15 min", "15 分钟"),
            (7_200_000, "2 h", "2 小时"), (86_400_000, "1 day", "1 天"), (2_678_400_000, "31 days", "31 天"),
        ])
    func lengths(milliseconds: Int64, en: String, zh: String) {
        let span = Span(milliseconds: milliseconds)
        #expect(EnglishRule().length(span) == en)
        #expect(ChineseRule().length(span) == zh)
    }

    @Test("Figures have no dust on them")
    func figures() {
        #expect(EnglishRule().figure(10 - 2.1, "V") == "7.9 V")
        #expect(EnglishRule().figure(3.3 + 0.05, nil) == "3.35")
    }
}
