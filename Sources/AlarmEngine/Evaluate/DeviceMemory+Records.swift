extension DeviceMemory {
    /// Writes down what must outlive a restart; the traces of fields stand with their values.
    func fill(_ record: inout DeviceRecord, _ plan: MemoryPlan) {
        record.lag = lag
        record.moved = moved
        for (window, planned) in zip(windows, plan.windows) {
            guard let startedAt = window.startedAt else { continue }
            record.windows.append(
                WindowRecord(
                    expression: planned.expression, span: planned.span, startedAt: startedAt, cells: window.cells,
                    samples: window.samples))
        }
        for (age, planned) in zip(ages, plan.ages) {
            if let age { record.ages.append(AgeRecord(expression: planned.expression, trueAt: age)) }
        }
        for (judgement, place) in zip(judgements, plan.judged) {
            if let through = judgement.through { record.judged.append(JudgedRecord(place: place, through: through)) }
        }
    }

    func trace(of field: Int, _ plan: MemoryPlan) -> FieldTrace? {
        plan.traces.firstIndex(of: field).map { traces[$0] }
    }

    /// Takes over what was kept, as far as the profile still asks for it.
    ///
    /// What was remembered of a field that is of another type now is forgotten.
    mutating func restore(_ record: DeviceRecord, _ definition: Profile) {
        let plan = definition.memory
        restoreClock(lag: record.lag, moved: record.moved)
        guard !plan.isEmpty else { return }
        let changed = FieldSet(
            definition.fields.indices.filter { index in
                record.fields.contains { kept in
                    kept.name == definition.fields[index].name
                        && kept.value.map { $0.type != definition.fields[index].type } ?? false
                }
            })
        for (place, planned) in plan.windows.enumerated() where !planned.reads.intersects(changed) {
            let kept = record.windows.first { $0.expression == planned.expression && $0.span == planned.span }
            if let window = kept.flatMap({ Window($0) }) { restore(window, at: place) }
        }
        for (place, planned) in plan.ages.enumerated() where !planned.reads.intersects(changed) {
            if let kept = record.ages.first(where: { $0.expression == planned.expression }) {
                noteTrue(place, at: kept.trueAt)
            }
        }
        for (place, field) in plan.traces.enumerated() where !changed.contains(field) {
            guard let kept = record.fields.first(where: { $0.name == definition.fields[field].name }) else { continue }
            let isFitting = kept.previous.map { $0.type == definition.fields[field].type } ?? true
            restore(
                FieldTrace(previous: isFitting ? kept.previous : nil, broughtAt: kept.broughtAt), at: place)
        }
        for (place, name) in plan.judged.enumerated() {
            if let kept = record.judged.first(where: { $0.place == name }) { restore(judged: kept.through, at: place) }
        }
    }
}
