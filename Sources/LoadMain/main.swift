import Glibc

func complain(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

if CommandLine.arguments.dropFirst().contains(where: { $0 == "--help" || $0 == "-h" }) {
    print(LoadOptions.usage, terminator: "")
    exit(0)
}
do throws(LoadOptions.Refusal) {
    let run = LoadRun(options: try LoadOptions(arguments: Array(CommandLine.arguments.dropFirst())))
    let tally = try run.run()
    try run.writeReport(tally)
    complain("\(tally.summary)\n")
    exit(tally.hasFailures ? 1 : 0)
} catch {
    complain("pigeon-load: \(error.message)\n\(LoadOptions.usage)")
    exit(2)
}
