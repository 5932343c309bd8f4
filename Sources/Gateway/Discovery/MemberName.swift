/// What the name of a JSON member is: a field's, which may be shown, or somebody's.
enum MemberName {
    case field
    /// A telephone number, an id, an address: it is never kept.
    case data
    /// Letters that may be a word or a person: the traffic has to show it.
    case unsure

    init(_ name: String) {
        let digits = name.utf8.count { (0x30...0x39).contains($0) }
        let isLong = name.isEmpty || name.utf8.count > 64
        if isLong || digits >= 4 || TopicLevel.isName(name[...]) && digits != name.utf8.count {
            self = .data
        } else if name.utf8.count == digits {
            // A data point's number, as Tuya's have.
            self = .field
        } else if name.dropFirst().contains("@") || name.first == "+" {
            self = .data
        } else {
            self = Self.isFieldLike(name) ? .field : .unsure
        }
    }

    /// ASCII, unit signs, and words of technical Chinese.
    private static func isFieldLike(_ name: String) -> Bool {
        var rest = name[...]
        while let first = rest.unicodeScalars.first {
            if first.isASCII ? !isControl(first) : signs.contains(first) {
                rest = rest.dropFirst()
            } else if technicalWords.contains(String(rest.prefix(2))) {
                rest = rest.dropFirst(2)
            } else {
                return false
            }
        }
        return true
    }

    private static let signs = Set("℃℉°µμΩ²³₂₃₄％（）：、".unicodeScalars)

    /// Words that describe what is measured, and nobody's name.
    private static let technicalWords: Set<String> = Set(
        """
        温度 湿度 电压 电流 功率 电量 电池 电能 频率 烟雾 烟感 烟温 燃气 气体 可燃 浓度 压力 水压 水位 液位 水浸 漏水 \
        流量 流速 状态 报警 告警 预警 故障 火警 火灾 时间 日期 设备 信号 强度 类型 型号 编号 序号 地址 位置 名称 网关 版本 \
        固件 硬件 软件 心率 心跳 血压 血氧 体温 体重 步数 呼吸 睡眠 跌倒 门磁 门窗 按钮 按键 数值 数据 单位 阈值 级别 等级 \
        事件 消息 内容 代码 经度 纬度 高度 亮度 光照 开关 音量 角度 距离 速度 方向 剩余 当前 平均 最高 最低 最大 最小 上限 \
        下限 总量 累计 实时 环境 室内 室外 在线 离线 上线 正常 异常 低电 防拆 测试 自检 静音 消音 复位 用户 房间 区域 楼层 \
        通道 端口 回路 相位 漏电 剩余 接触 存在 人体 移动 红外 震动 倾斜 阀门 氧气 甲烷 一氧 氧化 化碳 二氧 甲醛 粉尘 噪声 \
        风速 风向 雨量 土壤 设定 目标 模式 结果 原因 描述 备注 次数 总数 数量 标志 标识 来源 发送 接收 上报 采集 更新 创建 \
        开始 结束 持续 时长 间隔 周期 质量 链路 网络 无线 主机 部件 探头 探测 感应 传感 烟感
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
