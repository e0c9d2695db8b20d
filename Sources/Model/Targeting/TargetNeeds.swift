/// What has to be known of a minion, beside its id, to say whether a target means it.
package struct TargetNeeds: Sendable, Hashable {
    package var grains: Bool
    package var pillar: Bool
}

extension TargetCondition {
    package var needs: TargetNeeds {
        switch self {
        case .glob, .expression, .list: TargetNeeds(grains: false, pillar: false)
        // A pillar is rendered with the grains.
        case .data(let condition): TargetNeeds(grains: true, pillar: condition.isPillar)
        case .address: TargetNeeds(grains: true, pillar: false)
        case .not(let condition): condition.needs
        case .all(let conditions), .any(let conditions):
            TargetNeeds(
                grains: conditions.contains { $0.needs.grains }, pillar: conditions.contains { $0.needs.pillar })
        }
    }
}
