import ArgumentParser
import Execution
import Logging
import Model
import Modules
import Settings
import Telemetry
import Values
import YAML

/// `pigeon call [--local] FUN [ARG ...]`: a function on this host, in this process.
struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", _superCommandName: "pigeon",
        abstract: "Run a function on this host; with --local there need not be a master.")

    @OptionGroup var directory: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Take files and pillar from this host instead of the master.")
    var local = false

    @Option(help: "A directory of states, instead of file_roots; can be repeated.")
    var fileRoot: [String] = []

    @Option(help: "A directory of pillars, instead of pillar_roots; can be repeated.")
    var pillarRoot: [String] = []

    @Option(help: "Pillar data as YAML, over what is compiled.")
    var pillar: String?

    @Option(help: "The minion id, instead of the configured one.")
    var id: String?

    @Flag(help: "Say what would be changed, and change nothing.")
    var test = false

    @Flag(help: "Exit with the function's own return code.")
    var retcodePassthrough = false

    @Argument(help: "The function, like state.apply or test.ping.")
    var function: String

    @Argument(help: "Its arguments: YAML, and KEY=VALUE for keywords.")
    var arguments: [String] = []

    func run() async throws {
        let call = try FunctionWords.call(function, arguments)
        let loaded = try load()
        let presenter = try output.presenter(options: loaded.configuration.common.options)
        let loggers = LoggerFactory(
            verbosity: try directory.verbosity(or: loaded.configuration.common.logVerbosity),
            format: loaded.configuration.common.logFormat)
        for warning in loaded.warnings { loggers.logger("call").warning("\(warning)") }
        let assembly = CallAssembly(
            configuration: loaded.configuration, override: try pillarOverride(), isForThisMinion: id == nil,
            loggers: loggers)
        let result = try await assembly.run(call)
        Terminal.result(presenter.text(["local": result.value], declared: result.outputter, retcode: result.retcode))
        // Salt's rule: any failure is 1.
        let code: Int32 =
            retcodePassthrough ? Int32(truncatingIfNeeded: result.retcode & 0xFF) : result.retcode == 0 ? 0 : 1
        if code != 0 { throw ExitCode(code) }
    }

    /// The minion's configuration with what the command line says instead.
    private func load() throws(ControlError) -> LoadedConfiguration<MinionConfiguration> {
        var loaded: LoadedConfiguration<MinionConfiguration>
        do {
            loaded = try MinionConfiguration.load(directory: directory.configDir)
            if let id { loaded.configuration.id = try MinionID(id) }
        } catch let problems as Diagnostics {
            throw .configuration(problems)
        } catch let problem as Diagnostic {
            throw .usage(problem)
        } catch {
            throw .usage(Diagnostic("\(error)"))
        }
        if local { loaded.configuration.isLocal = true }
        if !fileRoot.isEmpty {
            loaded.configuration.common.fileRoots = ["base": fileRoot.map(WorkingDirectory.absolute)]
        }
        if !pillarRoot.isEmpty {
            loaded.configuration.common.pillarRoots = ["base": pillarRoot.map(WorkingDirectory.absolute)]
        }
        if !loaded.configuration.isLocal, !fileRoot.isEmpty || !pillarRoot.isEmpty {
            throw .usage(Diagnostic("--file-root and --pillar-root go with --local", hint: "add --local"))
        }
        if test { loaded.configuration.common.options["test"] = true }
        return loaded
    }

    private func pillarOverride() throws(ControlError) -> ValueMap {
        guard let pillar else { return [:] }
        do throws(Diagnostic) {
            let value = try YAMLReader.value(pillar, file: "--pillar")
            guard let map = value.map else {
                throw Diagnostic("--pillar is a mapping, not \(value.kindName)", hint: "like --pillar '{version: 2}'")
            }
            return map
        } catch {
            throw .usage(error)
        }
    }
}
