import Glibc
import Jinja
import Values

/// `pigeon-bench`: the Jinja engine for scripts that compare it with CPython's Jinja2.
///
///     pigeon-bench time CASES.json SECONDS    one line per case: name, microseconds cached, microseconds fresh
///     pigeon-bench serve                      a JSON request per line on standard input, a JSON answer per line
@main
enum Entry {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        do {
            switch (arguments.first, arguments.count) {
            case ("time", 3):
                guard let seconds = arguments.last.flatMap(Double.init) else { return refuse() }
                try Timing.run(casesAt: arguments[arguments.startIndex + 1], seconds: seconds)
            case ("serve", 1): try RenderServer.run()
            default: refuse()
            }
        } catch {
            complain("pigeon-bench: \(error)")
            exit(1)
        }
    }

    private static func refuse() {
        complain("usage: pigeon-bench time CASES.json SECONDS | pigeon-bench serve")
        exit(2)
    }

    private static func complain(_ sentence: String) {
        let line = Array("\(sentence)\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
    }
}
