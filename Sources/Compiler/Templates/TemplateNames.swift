import Jinja
import Values

/// The names of one file's template (`sls`, `slspath`, ...), beside `tplfile`, `tpldir` and `tpldot` of the engine.
struct TemplateNames {
    let source: TemplateSource

    var values: ValueMap {
        var names: ValueMap = ["saltenv": .string(source.environment), "tplpath": .string(source.path)]
        guard let sls = source.sls else { return names }
        let directory = source.path.split(separator: "/").dropLast().map(String.init)
        names["sls"] = .string(sls)
        names["slspath"] = .string(directory.joined(separator: "/"))
        names["slsdotpath"] = .string(directory.joined(separator: "."))
        names["slscolonpath"] = .string(directory.joined(separator: ":"))
        names["sls_path"] = .string(directory.joined(separator: "_"))
        names["rendered_sls"] = .strings(source.rendered)
        return names
    }
}
