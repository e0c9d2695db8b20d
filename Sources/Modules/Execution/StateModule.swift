import Compiler
import Execution
import Model
import Values

/// `state.*`: states of this machine, run or shown.
enum StateModule {
    private static let optional: [Parameter] = [.optional("mods"), .keywords("kwargs")]
    private static let required: [Parameter] = [.required("mods"), .keywords("kwargs")]

    static let functions: [ExecutionFunction] =
        running + showing + more + requests + ofFiles + pauses + disabling

    /// Those that apply states, one at a time.
    static let turnTaking: Set<FunctionName> = [
        "state.apply", "state.sls", "state.highstate", "state.test", "state.single", "state.top", "state.template",
        "state.template_str", "state.sls_id", "state.high", "state.low",
    ]

    private static let running: [ExecutionFunction] = [
        .init("state.apply", "Applies SLS files, or what the top files assign.", parameters: optional) { call, run in
            try await applyOrHighstate(call, run, as: "state.apply")
        },
        .init("state.sls", "Applies SLS files.", parameters: required) { call, run in
            try await apply(try call.slsNames("mods"), call, run, as: "state.sls")
        },
        .init("state.highstate", "Applies what the top files assign.", parameters: [.keywords("kwargs")]) { call, run in
            try await apply(nil, call, run, as: "state.highstate")
        },
        .init("state.test", "What applying would change.", parameters: optional) { call, run in
            var testing = run
            testing.isTest = true
            return try await applyOrHighstate(call, testing, as: "state.test")
        },
        .init(
            "state.single", "Applies one state.",
            parameters: [.required("fun"), .optional("name"), .keywords("kwargs")]
        ) { call, run in
            if let problem = try SingleState.problem(call, run) {
                return FunctionResult(problem, retcode: 1, outputter: "highstate")
            }
            let single = try SingleState(call)
            let request = try StateRequest(single.options, names: [], in: run)
            return try await StateExecution(request, in: run).carryOut(as: "state.single") {
                compiler throws(Diagnostics) in
                let compiler = compiler.withoutDisabling
                let high = try compiler.highState(inline: single.data, sls: "", environment: request.environment)
                return CompiledStates(low: try compiler.lowState(of: high))
            }
        },
        .init("state.running", "What is being applied.") { _, run in
            FunctionResult(.strings(await (try MinionRun.current(run)).engine.turns.current))
        },
    ]

    private static let showing: [ExecutionFunction] = [
        .init("state.show_sls", "The declarations of SLS files.", parameters: required) { call, run in
            try await show(call, run) { compiler, request throws(Diagnostics) in
                try compiler.shown(request.names ?? [], environment: request.environment)
            }
        },
        .init("state.show_highstate", "The declarations that the top files assign.", parameters: [.keywords("kwargs")])
        {
            call, run in
            var result = try await show(call, run) { compiler, _ throws(Diagnostics) in
                try compiler.shown(try compiler.top())
            }
            // Nothing to apply is a failure here as it is for a run.
            if result.value == [:] { result.retcode = 2 }
            return result
        },
        .init("state.show_low_sls", "The chunks of SLS files, in order.", parameters: required) { call, run in
            try await show(call, run) { compiler, request throws(Diagnostics) in try chunks(compiler, request) }
        },
        .init(
            "state.show_lowstate", "The chunks that the top files assign, in order.", parameters: [.keywords("kwargs")]
        ) {
            call, run in
            try await show(call, run) { compiler, request throws(Diagnostics) in try chunks(compiler, request) }
        },
        .init("state.show_states", "The SLS files that the top files assign.", parameters: [.keywords("kwargs")]) {
            call, run in
            try await show(call, run) { compiler, request throws(Diagnostics) in
                var names: [String] = []
                for chunk in try compiler.lowState(of: high(compiler, request)).chunks where !names.contains(chunk.sls)
                {
                    names.append(chunk.sls)
                }
                return .strings(names)
            }
        },
        .init("state.show_top", "What the top files assign.", parameters: [.keywords("kwargs")]) { call, run in
            try await show(call, run) { compiler, _ throws(Diagnostics) in try compiler.top().value }
        },
        .init("state.sls_exists", "Whether SLS files are there.", parameters: required) { call, run in
            let request = try StateRequest(call, names: try call.names("mods"), in: run)
            let locator = SLSLocator(tree: try await MinionRun.current(run).tree())
            let names = request.names ?? []
            let isThere =
                try !names.isEmpty
                && names.allSatisfy { name in
                    try locator.find(name, environment: request.environment) != nil
                }
            return FunctionResult(.bool(isThere), retcode: isThere ? 0 : 1)
        },
    ]

    /// No name, and an empty one, mean the highstate: of these functions only.
    private static func applyOrHighstate(
        _ call: BoundArguments, _ run: RunContext, as function: FunctionName
    ) async throws -> FunctionResult {
        let names = call["mods"].isTruthy ? try call.slsNames("mods") : nil
        return try await apply(names, call, run, as: function)
    }

    /// - Parameter names: nil means the highstate, an empty list nothing at all.
    private static func apply(
        _ names: [String]?, _ call: BoundArguments, _ run: RunContext, as function: FunctionName
    ) async throws -> FunctionResult {
        if let refusal = refusal(of: names, run) { return refusal }
        let request = try StateRequest(call, names: names, in: run)
        var result = try await StateExecution(request, in: run).carryOut(as: function) { compiler throws(Diagnostics) in
            guard request.names != nil else { return try highstate(compiler, request) }
            return CompiledStates(low: try compiler.lowState(of: high(compiler, request)))
        }
        if request.isTerse, let returns = result.value.map {
            result.value = .map(
                ValueMap(
                    returns.filter { $0.value["result"] != true || $0.value["changes"]?.isTruthy == true }
                        .map { ($0.key, $0.value) }))
        }
        return result
    }

    static func show(
        _ call: BoundArguments, _ run: RunContext,
        _ body: @escaping @Sendable (StateCompiler, StateRequest) throws(Diagnostics) -> Value
    ) async throws -> FunctionResult {
        let names = call["mods"].isNull ? nil : try call.slsNames("mods")
        let request = try StateRequest(call, names: names, in: run)
        do {
            let (value, _) = try await StateExecution(request, in: run).compile { compiler throws(Diagnostics) in
                try body(compiler, request)
            }
            return FunctionResult(value)
        } catch let refusal as StateRefusal {
            return FunctionResult(.list(refusal.messages), retcode: refusal.retcode)
        }
    }

    static func high(_ compiler: StateCompiler, _ request: StateRequest) throws(Diagnostics) -> HighState {
        guard let names = request.names else {
            return try compiler.highState(of: try compiler.top(), excluding: request.excluded)
        }
        return try compiler.highState(of: names, environment: request.environment, excluding: request.excluded)
    }

    private static func chunks(_ compiler: StateCompiler, _ request: StateRequest) throws(Diagnostics) -> Value {
        .list(try compiler.lowState(of: high(compiler, request)).lowData)
    }
}
