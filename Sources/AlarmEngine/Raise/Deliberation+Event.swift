extension Deliberation {
    func event(
        _ kind: Event.Kind, _ telling: Telling, _ rule: AlarmRule, _ status: AlarmStatus, _ state: DeviceState
    ) -> Event {
        let definition = engine.profiles[state.profile]
        // An alarm that never was raised can be covered.
        let beganAt = status.beganAt ?? Moment(milliseconds: 0)
        return Event(
            time: telling.time, kind: kind, life: Life(device: state.key, alarm: rule.name, beganAt: beganAt),
            service: rule.service ?? definition.description.service, area: state.area, zone: state.zone,
            place: state.place,
            severity: status.severity, signal: rule.signal, state: status.state, cover: status.cover,
            occurrences: status.occurrences, values: values(rule, definition, state) + telling.values,
            text: words(rule, state, hidden: [], isDiscreet: false),
            discreetText: words(rule, state, hidden: definition.privateFields, isDiscreet: true), by: telling.by,
            reason: telling.reason, until: telling.until, isTest: status.isTest, isLate: telling.isLate)
    }

    private func values(_ rule: AlarmRule, _ definition: Profile, _ state: DeviceState) -> [NamedValue] {
        rule.fields.compactMap { index in
            state.fields[index].map {
                NamedValue(
                    name: definition.fields[index].shownName, value: $0, isPrivate: definition.fields[index].isPrivate)
            }
        }
    }

    private func words(_ rule: AlarmRule, _ state: DeviceState, hidden: Set<Int>, isDiscreet: Bool) -> Words {
        let filling = TextTemplate.Filling(
            scope: state.scope, hidden: hidden, device: state.key.device, area: state.area,
            zone: isDiscreet ? nil : state.zone, place: isDiscreet ? nil : state.place)
        return Words(en: rule.texts.en?.filled(filling), zh: rule.texts.zh?.filled(filling))
    }
}

extension Profile {
    fileprivate var privateFields: Set<Int> {
        Set(fields.indices.filter { fields[$0].isPrivate })
    }
}
