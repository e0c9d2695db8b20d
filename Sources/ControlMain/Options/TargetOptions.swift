import ArgumentParser
import Model

/// How the target is read; a glob over ids unless one of these says otherwise.
enum TargetFlag: String, EnumerableFlag {
    case pcre, list, grain, grainPCRE, pillar, pillarPCRE, subnet, nodegroup, compound

    static func name(for value: TargetFlag) -> NameSpecification {
        switch value {
        case .pcre: [.customShort("E"), .customLong("pcre")]
        case .list: [.customShort("L"), .customLong("list")]
        case .grain: [.customShort("G"), .customLong("grain")]
        case .grainPCRE: [.customShort("P"), .customLong("grain-pcre")]
        case .pillar: [.customShort("I"), .customLong("pillar")]
        case .pillarPCRE: [.customShort("J"), .customLong("pillar-pcre")]
        case .subnet: [.customShort("S"), .customLong("ipcidr")]
        case .nodegroup: [.customShort("N"), .customLong("nodegroup")]
        case .compound: [.customShort("C"), .customLong("compound")]
        }
    }

    static func help(for value: TargetFlag) -> ArgumentHelp? {
        switch value {
        case .pcre: "The target is a regular expression over ids."
        case .list: "The target is a list of ids: web1,web2."
        case .grain: "The target is a grain and a glob: os:Debian."
        case .grainPCRE: "The target is a grain and a regular expression."
        case .pillar: "The target is a pillar key and a glob: role:web."
        case .pillarPCRE: "The target is a pillar key and a regular expression."
        case .subnet: "The target is a subnet or an address: 10.0.0.0/24."
        case .nodegroup: "The target is a nodegroup of the master's configuration."
        case .compound: "The target is a compound expression: 'web* and G@os:Debian'."
        }
    }

    var type: TargetType {
        switch self {
        case .pcre: .pcre
        case .list: .list
        case .grain: .grain
        case .grainPCRE: .grainPCRE
        case .pillar: .pillar
        case .pillarPCRE: .pillarPCRE
        case .subnet: .ipcidr
        case .nodegroup: .nodegroup
        case .compound: .compound
        }
    }
}
