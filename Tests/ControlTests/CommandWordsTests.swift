import ControlMain
import Testing
import Values

struct CommandWordsTests {
    private let words = CommandWords(verbs: [
        "exec": [], "call": [], "run": [], "key": ["list", "accept"], "stack": ["release", "status"],
    ])

    @Test(arguments: [
        (["*", "test.ping"], ["exec", "*", "test.ping"]),
        (["-c", "/d", "*", "test.ping"], ["exec", "-c", "/d", "*", "test.ping"]),
        (["-L", "web1,web2", "test.ping"], ["exec", "-L", "web1,web2", "test.ping"]),
        (["-c", "/d", "run", "manage.up"], ["run", "-c", "/d", "manage.up"]),
        (["-c", "run", "*", "test.ping"], ["exec", "-c", "run", "*", "test.ping"]),
        (
            ["--config-dir=/d", "--out-indent", "-1", "run", "x.y"],
            ["run", "--config-dir=/d", "--out-indent", "-1", "x.y"]
        ),
        (["*", "test.arg", "run"], ["exec", "*", "test.arg", "run"]),
        (["-c", "/d", "key", "list"], ["key", "list", "-c", "/d"]),
        (["stack", "-c", "/d", "release", "app"], ["stack", "release", "-c", "/d", "app"]),
        (
            ["-c", "/d", "stack", "--version", "1.14", "release", "app"],
            ["stack", "release", "-c", "/d", "--version", "1.14", "app"]
        ),
        (["key", "--help"], ["key", "--help"]), (["-c", "/d", "key", "--help"], ["key", "--help"]),
        (["exec", "run", "test.ping"], ["exec", "run", "test.ping"]),
        (["-b", "2", "*", "test.ping"], ["exec", "-b", "2", "*", "test.ping"]),
        (["--", "*", "test.ping"], ["exec", "--", "*", "test.ping"]),
        (["-c", "/d", "help", "stack", "release"], ["help", "stack", "release"]),
        (["stack", "help", "release"], ["help", "stack", "release"]), (["help"], ["help"]),
        (["--version"], ["--version"]), (["-c", "/d", "--version"], ["--version"]),
        (["--help"], ["--help"]), (["-c", "/d", "-h"], ["--help"]), ([], []), (["-c", "/d"], []),
    ])
    func `the verb comes first, and exec where there is none`(given: [String], expected: [String]) throws {
        #expect(try words.withVerb(given) == expected)
    }

    @Test(arguments: [
        ("stcak status", "'stcak' is not a command", "did you mean `pigeon stack`?"),
        ("release app", "'release' is not a command", "did you mean `pigeon stack release`?"),
        ("-c /d stack relaese app", "'relaese' is not a command of `pigeon stack`", "did you mean 'release'?"),
        ("stack frob", "'frob' is not a command of `pigeon stack`", "known are release, status"),
        ("-c /d stack", "`pigeon stack` needs a command", "known are release, status"),
        ("help stak", "there is no help on 'stak', which is not a command", "did you mean 'stack'?"),
        ("help stack relese", "there is no help on 'relese', which is not a command", "did you mean 'release'?"),
        (
            "web1", "'web1' is not a command, and as a target it needs a function",
            "like `pigeon 'web1' test.ping`; `pigeon --help` shows the commands"
        ),
    ])
    func `what is no command is told with the nearest one`(line: String, message: String, hint: String) {
        let problem = #expect(throws: Diagnostic.self) {
            try words.withVerb(line.split(separator: " ").map(String.init))
        }
        #expect(problem?.message == message)
        #expect(problem?.hint == hint)
    }
}
