import Execution
import Model
import Values

/// `mine.*` and `cache.*`: what minions have told of themselves.
enum MineRunners {
    static func all(_ jobs: JobService) -> [RunnerService.Runner] {
        let mine = MineService(jobs: jobs)
        return [
            RunnerService.Runner(
                name: "mine.get", summary: "What the minions of a target have in the mine",
                parameters: [.required("tgt"), .required("fun"), .optional("tgt_type", "glob")]
            ) { arguments, _ in
                let functions =
                    try arguments["fun"].list?.compactMap(\.scalarText)
                    ?? arguments.text("fun").split(separator: ",").map { String($0.filter { $0 != " " }) }
                let found = try await mine.found(functions, of: try target(arguments))
                let isOne = arguments["fun"].list == nil && functions.count == 1
                return FunctionResult(isOne ? found.values.first ?? [:] : .map(found))
            },
            RunnerService.Runner(
                name: "mine.update", summary: "Let minions bring their part of the mine up to date",
                parameters: [
                    .required("tgt"), .optional("tgt_type", "glob"), .optional("clear", false),
                    .optional("mine_functions"),
                ]
            ) { arguments, call in
                var keywords: ValueMap = ["clear": arguments["clear"]]
                if !arguments["mine_functions"].isNull { keywords["mine_functions"] = arguments["mine_functions"] }
                let minions = try await jobs.minions(matching: try target(arguments))
                let answer = try await jobs.run("mine.update", keywords, on: minions, as: call.user)
                return FunctionResult(
                    .map(ValueMap(minions.map { (.string($0.text), answer.answer(of: $0)?.value ?? false) })))
            },
            RunnerService.Runner(
                name: "cache.mine", summary: "Everything that the minions of a target have in the mine",
                parameters: [.optional("tgt", "*"), .optional("tgt_type", "glob")]
            ) { arguments, _ in FunctionResult(.map(try await mine.everything(of: try target(arguments)))) },
            RunnerService.Runner(
                name: "cache.grains", summary: "The grains that the minions of a target have sent",
                parameters: [.optional("tgt", "*"), .optional("tgt_type", "glob")]
            ) { arguments, _ in
                let all = try await jobs.minionStore.grains()
                let minions = try await jobs.minions(matching: try target(arguments))
                return FunctionResult(
                    .map(ValueMap(minions.compactMap { id in all[id].map { (.string(id.text), .map($0)) } })))
            },
        ]
    }

    private static func target(_ arguments: BoundArguments) throws -> Target {
        if let ids = arguments["tgt"].list?.compactMap(\.scalarText) {
            return Target(ids.joined(separator: ","), type: .list)
        }
        return try Target(try arguments.text("tgt"), typeName: try arguments.text("tgt_type"))
    }
}
