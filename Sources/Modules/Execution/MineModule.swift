package import Execution
import Logging
import Model
import Values

/// `mine.*`: what minions tell of themselves for others to read.
package struct MineModule: Sendable {
    private let mine: any MineAccess

    package init(_ mine: any MineAccess) { self.mine = mine }

    package var functions: [ExecutionFunction] {
        [
            .init(
                "mine.get", "What the minions of a target have in the mine.",
                parameters: [
                    .required("tgt"), .required("fun"), .optional("tgt_type", "glob"),
                    .optional("exclude_minion", false),
                ]
            ) { call, run in FunctionResult(try await get(call, run)) },
            .init(
                "mine.get_docker", "Where the containers of all minions can be reached, by image.",
                parameters: [
                    .optional("interfaces"), .optional("cidrs"), .optional("with_container_id", false),
                ]
            ) { call, run in
                let found = try await mine.ask(.get(Target("*"), functions: ["docker.ps"]), in: run)
                let addresses = DockerAddresses(
                    interfaces: call["interfaces"].isNull ? [] : try call.names("interfaces"),
                    networks: try (call["cidrs"].isNull ? [] : call.names("cidrs")).map { text throws(Diagnostic) in
                        try AddressRange(text)
                    }, tellsContainers: call["with_container_id"].isTruthy)
                return FunctionResult(.map(addresses.byImage(found["docker.ps"]?.map ?? [:])))
            },
            .init(
                "mine.send", "Puts what a function returns into the mine.",
                parameters: [.required("name"), .variadic("args"), .keywords("kwargs")]
            ) { call, run in
                let keywords = ValueMap(call.keywords.filter { !($0.key.string ?? "").hasPrefix("__") })
                let function = try MineFunction(
                    alias: try call.text("name"), arguments: call.rest, keywords: keywords)
                return FunctionResult(
                    try await mine.ask(.send([try await item(function, run)], clears: false), in: run))
            },
            .init(
                "mine.update", "Calls what mine_functions names, and puts it into the mine.",
                parameters: [.optional("clear", false), .optional("mine_functions")]
            ) { call, run in try await update(call, run) },
            .init("mine.delete", "Takes something of this minion's out of the mine.", parameters: [.required("fun")]) {
                call, run in FunctionResult(try await mine.ask(.delete(try call.text("fun")), in: run))
            },
            .init("mine.flush", "Takes all that is this minion's out of the mine.") { _, run in
                FunctionResult(try await mine.ask(.flush, in: run))
            },
            .init("mine.valid", "The entries of mine_functions that can be called.") { _, run in
                FunctionResult(try valid(run))
            },
        ]
    }

    private func get(_ call: BoundArguments, _ run: RunContext) async throws -> Value {
        let functions = try call.names("fun")
        let ids = call["tgt"].list?.compactMap(\.scalarText)
        let target = try Target(
            ids?.joined(separator: ",") ?? call.text("tgt"), typeName: ids == nil ? call.text("tgt_type") : "list")
        var found = try await mine.ask(.get(target, functions: functions), in: run).map ?? [:]
        if call["exclude_minion"].isTruthy {
            for (name, minions) in found {
                var others = minions.map ?? [:]
                others.removeValue(forKey: run.minion.text)
                found[name] = .map(others)
            }
        }
        // One function's minions are the answer itself, as Salt has it.
        if call["fun"].list == nil, functions.count < 2 { return found.values.first ?? [:] }
        return .map(ValueMap(found.filter { !($0.value.map?.isEmpty ?? true) }.map { ($0.key, $0.value) }))
    }

    /// Nothing is changed by an entry that is wrong or fails: what its function returned before stays.
    private func update(_ call: BoundArguments, _ run: RunContext) async throws -> FunctionResult {
        let given = call["mine_functions"]
        let entries = MineFunction.entries(of: given.isNull ? Self.configured(run) : given)
        guard !entries.isEmpty else { return FunctionResult(.null) }
        var items: [MineItem] = []
        for (name, definition) in entries {
            do {
                items.append(try await item(MineFunction(named: name, definition), run))
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                run.logger.error("left out of the mine: mine_functions:\(name.scalarText ?? ""): \(error)")
            }
        }
        return FunctionResult(try await mine.ask(.send(items, clears: call["clear"].isTruthy), in: run))
    }

    private func item(_ function: MineFunction, _ run: RunContext) async throws -> MineItem {
        let result = try await run.services.call(function.call, in: run)
        guard result.retcode == 0 else {
            throw Diagnostic("\(function.call.function) failed: \(result.value.scalarText ?? "")")
        }
        return MineItem(function.alias, result.value, readers: function.readers)
    }

    private func valid(_ run: RunContext) throws -> Value {
        let configured = Self.configured(run)
        let known = try MinionRun.current(run).engine.catalogue
        var valid: ValueMap = [:]
        for (name, definition) in MineFunction.entries(of: configured) {
            let function: MineFunction
            do { function = try MineFunction(named: name, definition) } catch { continue }
            guard known.function(function.call.function) != nil else { continue }
            let keywords = function.call.keywords.map { Value.map(ValueMap([($0.key, $0.value)])) }
            valid[function.alias] =
                function.isAliased
                ? [function.call.function.description: .list(function.call.arguments + keywords)]
                : configured[function.alias] ?? []
        }
        return valid.isEmpty ? .null : .map(valid)
    }

    /// `mine_functions` of the pillar with the minion's own over it.
    static func configured(_ run: RunContext) -> Value {
        let own = run.options["mine_functions"] ?? .null
        if own.list != nil { return own }
        return .map(
            (run.pillar["mine_functions"]?.map ?? [:]).merged(with: own.map ?? [:], strategy: .overwrite))
    }
}
