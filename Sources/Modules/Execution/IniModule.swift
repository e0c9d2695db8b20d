import Execution
import Host
import Model
import Values

/// `ini.*`: files of options.
struct IniModule {
    let files: any FileWriting

    private static let file: [Parameter] = [.required("file_name")]
    private static let manner: [Parameter] = [.optional("separator", "="), .optional("encoding")]

    var functions: [ExecutionFunction] {
        [
            .init(
                "ini.get_ini", "The options of a file, those of a section below its name.",
                parameters: Self.file + Self.manner
            ) {
                call, _ in
                let file = try place(call).read(files)
                var all = file.options(in: "") ?? [:]
                for section in file.sectionNames { all[section] = .map(file.options(in: section) ?? [:]) }
                return FunctionResult(.map(all))
            },
            .init(
                "ini.get_section", "The options of a section.",
                parameters: Self.file + [.required("section")] + Self.manner
            ) { call, _ in
                FunctionResult(.map(try place(call).read(files).options(in: try call.text("section")) ?? [:]))
            },
            .init(
                "ini.get_option", "An option; null when it is not there.",
                parameters: Self.file + [.required("section"), .required("option")] + Self.manner
            ) { call, _ in
                let options = try place(call).read(files).options(in: try call.optionalText("section") ?? "")
                return FunctionResult(options?[try call.text("option")] ?? nil)
            },
            .init(
                "ini.set_option", "Sets options; what changed.",
                parameters: Self.file + [.optional("sections")] + Self.manner + [.optional("no_spaces", false)]
            ) { call, _ in
                try set(call)
            },
            .init(
                "ini.remove_option", "Removes an option; its value.",
                parameters: Self.file + [.required("section"), .required("option")] + Self.manner
            ) { call, _ in
                let (section, option) = (try call.optionalText("section") ?? "", try call.text("option"))
                var file = try place(call).read(files)
                guard let value = file.options(in: section)?[option] else { return FunctionResult(nil) }
                file.remove(option, in: section)
                try place(call).write(file, files)
                return FunctionResult(value)
            },
            .init(
                "ini.remove_section", "Removes a section; its options.",
                parameters: Self.file + [.required("section")] + Self.manner
            ) { call, _ in
                let section = try call.text("section")
                var file = try place(call).read(files)
                guard let options = file.options(in: section) else { return FunctionResult(nil) }
                file.removeSection(section)
                try place(call).write(file, files)
                return FunctionResult(.map(options))
            },
        ]
    }

    private func place(_ call: BoundArguments) throws -> IniPlace {
        IniPlace(path: try call.text("file_name"), separator: try call.text("separator"))
    }

    private func set(_ call: BoundArguments) throws -> FunctionResult {
        var decoder = ArgumentDecoder([
            "sections": call["sections"], "separator": call["separator"], "no_spaces": call["no_spaces"],
        ])
        let state = IniOptionsPresent(name: try call.text("file_name"), &decoder)
        if let problem = decoder.finish(for: "ini.set_option").first { throw problem }
        let plan = state.plan(IniSeen(file: try state.place.read(files), isTest: false))
        guard case .changes(let changes) = plan.verdict, let change = changes.first else { return FunctionResult([:]) }
        try state.place.write(change.file, files)
        return FunctionResult(.map(change.changes))
    }
}
