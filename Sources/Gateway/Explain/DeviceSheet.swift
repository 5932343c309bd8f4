import AlarmEngine

/// A profile on one page, in one of the operators' languages: what it is for, what it says, what it raises.
public struct DeviceSheet: Sendable {
    public enum Language: Sendable {
        case english, chinese

        func words(en: String, zh: String) -> String {
            switch self {
            case .english: en
            case .chinese: zh
            }
        }
    }

    private let profile: ProfileDescription
    private let explanations: [Explanation]
    private let language: Language

    /// The page of a profile.
    ///
    /// - Parameters:
    ///   - profile: one that the engine found sound.
    ///   - setup: what was read with it; says who hears its alarms.
    ///   - language: of the page.
    public init(_ profile: ProfileDescription, in setup: Setup, _ language: Language) {
        self.profile = profile
        self.language = language
        let (audience, correlations) = (Audience(setup), setup.correlations.map(\.description))
        explanations = Explanation.alarms(of: profile).compactMap {
            Explanation(of: $0, in: profile, for: audience, correlations: correlations)
        }
    }

    /// The page, line by line; texts of files are in it as they were written.
    public var lines: [String] {
        [heading] + products + messages + parameters + alarms
    }

    private var heading: String {
        let title = title(profile.title).map { "  \($0)" } ?? ""
        return "\(profile.name)\(title)  (\(profile.service.rawValue))"
    }

    private func title(_ words: Words) -> String? {
        switch language {
        case .english: words.en ?? words.zh
        case .chinese: words.zh ?? words.en
        }
    }

    private func section(_ heading: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : ["", heading] + lines.map { "  \($0)" }
    }

    private var products: [String] {
        let lines = profile.products.flatMap { product -> [String] in
            let names = product.also.joined(separator: ", ")
            let also = names.isEmpty ? "" : language.words(en: ", also \(names)", zh: "，又名 \(names)")
            let source = product.source.map { ["  " + language.words(en: "source: \($0)", zh: "依据：\($0)")] } ?? []
            return ["\(product.maker) \(product.model)\(also)"] + source
        }
        return section(language.words(en: "Products", zh: "产品"), lines)
    }

    private var messages: [String] {
        let through = profile.envelopes.joined(separator: language.words(en: ", ", zh: "、"))
        let via = through.isEmpty ? [] : [language.words(en: "through \(through)", zh: "经由 \(through)")]
        let all = profile.messages.flatMap { message -> [String] in
            [message.topic] + fields(of: message).map { "  \($0)" }
        }
        return section(language.words(en: "What it says", zh: "上报内容"), via + all)
    }

    private func fields(of message: MessageDescription) -> [String] {
        let width = message.fields.map(\.name.count).max() ?? 0
        return message.fields.map { field in
            let name = field.name + String(repeating: " ", count: width - field.name.count)
            let unit = field.unit.map { ", \($0)" } ?? ""
            let isPrivate = field.isPrivate ? language.words(en: ", private", zh: "，隐私") : ""
            let until = field.defaultValue.map {
                language.words(en: ", \($0.text) until heard", zh: "，首次上报前视为 \($0.text)")
            }
            return "\(name)  \(word(of: field.type))\(unit)\(isPrivate)\(until ?? "")"
                + (title(field.title).map { "  \($0)" } ?? "")
        }
    }

    private func word(of type: ValueType) -> String {
        switch type {
        case .number: language.words(en: "number", zh: "数值")
        case .boolean: language.words(en: "true or false", zh: "是或否")
        case .text: language.words(en: "text", zh: "文本")
        }
    }

    private var parameters: [String] {
        let heading = language.words(
            en: "Parameters, which a registry row may set otherwise for its device", zh: "参数（登记表可为单个设备另设）")
        return section(heading, profile.parameters.map { "\($0.name) = \($0.value.text)" })
    }

    private var alarms: [String] {
        let blocks = explanations.map { explanation in
            switch language {
            case .english: explanation.english
            case .chinese: explanation.chinese
            }
        }
        guard !blocks.isEmpty else { return [] }
        return ["", language.words(en: "Alarms", zh: "告警")] + blocks.flatMap { $0.map { "  \($0)" } }
    }
}
