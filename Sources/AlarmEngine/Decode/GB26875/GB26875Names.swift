/// The names of systems (8.2.1.1) and components (8.2.1.2).
extension GB26875 {
    /// A thing's name for people, in both languages.
    struct Names {
        let en: StaticString
        let zh: StaticString

        init(_ en: StaticString, _ zh: StaticString) {
            self.en = en
            self.zh = zh
        }
    }

    /// What a type of system is called; nil where the standard gives it none.
    static func systemName(_ number: UInt8) -> Names? {
        switch number {
        case 0: Names("general", "通用")
        case 1: Names("fire alarm system", "火灾报警系统")
        case 10: Names("fire linkage controller", "消防联动控制器")
        case 11: Names("hydrant system", "消火栓系统")
        case 12: Names("sprinkler system", "自动喷水灭火系统")
        case 13: Names("gas extinguishing system", "气体灭火系统")
        case 14: Names("water spray system, by pump", "水喷雾灭火系统（泵启动方式）")
        case 15: Names("water spray system, by pressure vessel", "水喷雾灭火系统（压力容器启动方式）")
        case 16: Names("foam extinguishing system", "泡沫灭火系统")
        case 17: Names("dry powder extinguishing system", "干粉灭火系统")
        case 18: Names("smoke control and exhaust system", "防烟排烟系统")
        case 19: Names("fire door and shutter system", "防火门及卷帘系统")
        case 20: Names("fire lift", "消防电梯")
        case 21: Names("fire emergency broadcast", "消防应急广播")
        case 22: Names("emergency lighting and evacuation signs", "消防应急照明和疏散指示系统")
        case 23: Names("fire power supply", "消防电源")
        case 24: Names("fire telephone", "消防电话")
        case _: nil
        }
    }

    /// What a type of component is called; nil where the standard gives it none.
    static func componentName(_ number: UInt8) -> Names? {
        switch number {
        case 0: Names("general", "通用")
        case 1: Names("fire alarm control panel", "火灾报警控制器")
        case 10: Names("combustible gas detector", "可燃气体探测器")
        case 11: Names("point combustible gas detector", "点型可燃气体探测器")
        case 12: Names("self-contained combustible gas detector", "独立式可燃气体探测器")
        case 13: Names("line combustible gas detector", "线型可燃气体探测器")
        case 16: Names("electrical fire monitor", "电气火灾监控报警器")
        case 17: Names("residual current electrical fire detector", "剩余电流式电气火灾监控探测器")
        case 18: Names("temperature electrical fire detector", "测温式电气火灾监控探测器")
        case 21: Names("detection loop", "探测回路")
        case 22: Names("fire display panel", "火灾显示盘")
        case 23: Names("manual call point", "手动火灾报警按钮")
        case 24: Names("hydrant button", "消火栓按钮")
        case 25: Names("fire detector", "火灾探测器")
        case 30: Names("heat detector", "感温火灾探测器")
        case 31: Names("point heat detector", "点型感温火灾探测器")
        case 32: Names("point heat detector, type S", "点型感温火灾探测器（S型）")
        case 33: Names("point heat detector, type R", "点型感温火灾探测器（R型）")
        case 34: Names("line heat detector", "线型感温火灾探测器")
        case 35: Names("line heat detector, type S", "线型感温火灾探测器（S型）")
        case 36: Names("line heat detector, type R", "线型感温火灾探测器（R型）")
        case 37: Names("fibre-optic heat detector", "光纤感温火灾探测器")
        case 40: Names("smoke detector", "感烟火灾探测器")
        case 41: Names("point ionisation smoke detector", "点型离子感烟火灾探测器")
        case 42: Names("point photoelectric smoke detector", "点型光电感烟火灾探测器")
        case 43: Names("beam smoke detector", "线型光束感烟火灾探测器")
        case 44: Names("aspirating smoke detector", "吸气式感烟火灾探测器")
        case 50: Names("combined fire detector", "复合式火灾探测器")
        case 51: Names("combined smoke and heat detector", "复合式感烟感温火灾探测器")
        case 52: Names("combined light and heat detector", "复合式感光感温火灾探测器")
        case 53: Names("combined light and smoke detector", "复合式感光感烟火灾探测器")
        case 61: Names("ultraviolet flame detector", "紫外火焰探测器")
        case 62: Names("infrared flame detector", "红外火焰探测器")
        case 69: Names("flame detector", "感光火灾探测器")
        case 74: Names("gas detector", "气体探测器")
        case 78: Names("video fire detector", "图像摄像方式火灾探测器")
        case 79: Names("acoustic fire detector", "感声火灾探测器")
        case 81: Names("gas extinguishing controller", "气体灭火控制器")
        case 82: Names("fire electrical control device", "消防电气控制装置")
        case 83: Names("control room graphic display", "消防控制室图形显示装置")
        case 84: Names("module", "模块")
        case 85: Names("input module", "输入模块")
        case 86: Names("output module", "输出模块")
        case 87: Names("input and output module", "输入/输出模块")
        case 88: Names("relay module", "中继模块")
        case 91: Names("fire pump", "消防水泵")
        case 92: Names("fire water tank", "消防水箱")
        case 95: Names("sprinkler pump", "喷淋泵")
        case 96: Names("water flow indicator", "水流指示器")
        case 97: Names("signal valve", "信号阀")
        case 98: Names("alarm valve", "报警阀")
        case 99: Names("pressure switch", "压力开关")
        case 101: Names("valve actuator", "阀驱动装置")
        case 102: Names("fire door", "防火门")
        case 103: Names("fire damper", "防火阀")
        case 104: Names("ventilation and air conditioning", "通风空调")
        case 105: Names("foam liquid pump", "泡沫液泵")
        case 106: Names("pipe solenoid valve", "管网电磁阀")
        case 111: Names("smoke control and exhaust fan", "防烟排烟风机")
        case 113: Names("smoke exhaust fire damper", "排烟防火阀")
        case 114: Names("normally closed air inlet", "常闭送风口")
        case 115: Names("smoke outlet", "排烟口")
        case 116: Names("electric smoke curtain", "电控挡烟垂壁")
        case 117: Names("fire shutter controller", "防火卷帘控制器")
        case 118: Names("fire door monitor", "防火门监控器")
        case 121: Names("alarm device", "报警装置")
        case _: nil
        }
    }
}
