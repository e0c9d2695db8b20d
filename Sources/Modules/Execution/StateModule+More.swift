import Compiler
import Execution
import Model
import Values
import YAML

/// `state.*` beside applying and showing: parts of a run, inline states, requests, explanations.
extension StateModule {
    static let more: [ExecutionFunction] = [
        .init(
            "state.explain", "Where each state was written, what it waits for, and why it runs when it does.",
            parameters: [.optional("mods"), .keywords("kwargs")]
        ) { call, run in
            try await show(call, run) { compiler, request throws(Diagnostics) in
                StateExplanation(try compiler.lowState(of: high(compiler, request))).value
            }
        },
        .init(
            "state.id_exists", "Whether IDs are declared in SLS files.",
            parameters: [.required("ids"), .required("mods"), .keywords("kwargs")]
        ) { call, run in
            let wanted = try call.names("ids")
            return try await show(call, run) { compiler, request throws(Diagnostics) in
                let ids = Set(try high(compiler, request).declarations.map(\.id))
                return .bool(!wanted.isEmpty && ids.isSuperset(of: wanted))
            }
        },
        .init(
            "state.sls_id", "Applies the states of one ID, after what they require.",
            parameters: [.required("id_"), .required("mods"), .keywords("kwargs")]
        ) { call, run in
            let id = try call.text("id_")
            let request = try StateRequest(call, names: try call.slsNames("mods"), in: run)
            return try await StateExecution(request, in: run).carryOut(as: "state.sls_id") {
                compiler throws(Diagnostics) in
                let low = try compiler.lowState(of: high(compiler, request)).part { $0.id == id }
                guard !low.chunks.isEmpty else {
                    let names = (request.names ?? []).joined(separator: ",")
                    throw Diagnostics([Diagnostic("No matches for ID '\(id)' found in SLS '\(names)'")])
                }
                return CompiledStates(low: low)
            }
        },
        .init(
            "state.template_str", "Applies states that are given as text.",
            parameters: [.required("tem"), .keywords("kwargs")]
        ) { call, run in
            let text = try call.text("tem")
            let request = try StateRequest(call, names: [], in: run)
            return try await StateExecution(request, in: run).carryOut(as: "state.template_str") {
                compiler throws(Diagnostics) in
                let source = TemplateSource(text: text, path: "state.template_str", environment: request.environment)
                let data: LocatedValue
                do throws(Diagnostic) {
                    data = try compiler.pipe.render(source)
                } catch {
                    throw Diagnostics([error])
                }
                return CompiledStates(low: try compiler.lowState(inline: data, environment: request.environment))
            }
        },
        .init(
            "state.high", "Applies declarations that are given as data.",
            parameters: [.required("data"), .keywords("kwargs")]
        ) { call, run in
            let place = SourceLocation(file: "state.high", line: 1)
            let data = LocatedValue(.map(try call.map("data")), at: place)
            let request = try StateRequest(call, names: [], in: run)
            return try await StateExecution(request, in: run).carryOut(as: "state.high") {
                compiler throws(Diagnostics) in
                CompiledStates(low: try compiler.lowState(inline: data, environment: request.environment))
            }
        },
        .init(
            "state.low", "Applies one state that is given as a chunk.",
            parameters: [.required("data"), .keywords("kwargs")]
        ) { call, run in
            let chunk = try call.map("data")
            guard let state = chunk["state"]?.string, let function = chunk["fun"]?.string else {
                throw Diagnostic("the chunk needs 'state' and 'fun'", hint: "{state: pkg, fun: installed, name: vim}")
            }
            guard let id = chunk["__id__"]?.string ?? chunk["name"]?.string else {
                throw Diagnostic("the chunk needs a 'name'", hint: "{state: pkg, fun: installed, name: vim}")
            }
            let own = ["state", "fun", "__id__", "__sls__", "__env__", "order"]
            let arguments = chunk.filter { !own.contains($0.key.string ?? "") }.map { Value.map(ValueMap([$0])) }
            let high: Value = .map([id: .map(["\(state).\(function)": .list(arguments)])])
            let data = LocatedValue(high, at: SourceLocation(file: "state.low", line: 1))
            let request = try StateRequest(call, names: [], in: run)
            var result = try await StateExecution(request, in: run).carryOut(as: "state.low") {
                compiler throws(Diagnostics) in
                CompiledStates(low: try compiler.lowState(inline: data, environment: request.environment))
            }
            if let only = result.value.map?.first?.value {
                result.value = only
                result.outputter = nil
            }
            return result
        },
        .init(
            "state.show_state_usage", "Which SLS files the top files assign, and which they don't.",
            parameters: [.keywords("kwargs")]
        ) { call, run in
            try await show(call, run) { compiler, _ throws(Diagnostics) in try usage(compiler) }
        },
    ]

    private static func usage(_ compiler: StateCompiler) throws(Diagnostics) -> Value {
        var map = ValueMap()
        let entries = try compiler.top().entries
        do throws(Diagnostic) {
            for environment in compiler.locator.tree.environments {
                let all = try compiler.locator.names(environment: environment).sorted()
                let assigned = entries.filter { $0.environment == environment }.map(\.sls)
                let used = assigned.filter(all.contains)
                let unused = all.filter { !used.contains($0) }
                map[environment] = [
                    "used": .strings(used), "unused": .strings(unused), "count_all": .int(all.count),
                    "count_used": .int(used.count), "count_unused": .int(unused.count),
                ]
            }
        } catch {
            throw Diagnostics([error])
        }
        return .map(map)
    }
}

extension StateCompiler {
    fileprivate func lowState(inline data: LocatedValue, environment: String) throws(Diagnostics) -> LowState {
        try lowState(of: try highState(inline: data, sls: "", environment: environment))
    }
}

extension LowState {
    /// The chunks that `isWanted` names and everything that they refer to, in the same order.
    fileprivate func part(where isWanted: (LowChunk) -> Bool) -> LowState {
        var kept = Set(chunks.indices.filter { isWanted(chunks[$0]) })
        var open = Array(kept)
        while let index = open.popLast() {
            for target in chunks[index].requisites.flatMap(\.targets) where kept.insert(target).inserted {
                open.append(target)
            }
        }
        let order = kept.sorted()
        let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        return LowState(
            chunks: order.map { index in
                var chunk = chunks[index]
                chunk.requisites = chunk.requisites.map { requisite in
                    Requisite(kind: requisite.kind, targets: requisite.targets.compactMap { places[$0] })
                }
                return chunk
            },
            lookAheads: lookAheads.compactMap { ahead in
                guard let target = places[ahead.target], let next = order.firstIndex(where: { $0 >= ahead.place })
                else { return nil }
                return LookAhead(place: next, target: target)
            })
    }
}
