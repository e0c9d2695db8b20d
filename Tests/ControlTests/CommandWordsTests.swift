import ControlMain
import Testing

struct CommandWordsTests {
    private let words = CommandWords(
        verbs: ["exec", "call", "run", "key", "stack"], groups: ["key", "stack"])

    @Test(arguments: [
        (["*", "test.ping"], ["exec", "*", "test.ping"]),
        (["-c", "/d", "*", "test.ping"], ["exec", "-c", "/d", "*", "test.ping"]),
        (["-L", "web1,web2", "test.ping"], ["exec", "-L", "web1,web2", "test.ping"]),
        (["-c", "/d", "run", "manage.up"], ["run", "-c", "/d", "manage.up"]),
        (["-c", "run", "*", "test.ping"], ["exec", "-c", "run", "*", "test.ping"]),
        (["*", "test.arg", "run"], ["exec", "*", "test.arg", "run"]),
        (["-c", "/d", "key", "list"], ["key", "list", "-c", "/d"]),
        (["stack", "-c", "/d", "release", "app"], ["stack", "release", "-c", "/d", "app"]),
        (["key", "--help"], ["key", "--help"]),
        (["exec", "run", "test.ping"], ["exec", "run", "test.ping"]),
        (["-b", "2", "*", "test.ping"], ["exec", "-b", "2", "*", "test.ping"]),
        (["--", "*", "test.ping"], ["exec", "--", "*", "test.ping"]),
        (["--version"], ["--version"]), (["--help"], ["--help"]), ([], []),
    ])
    func `the verb comes first, and exec where there is none`(given: [String], expected: [String]) {
        #expect(words.withVerb(given) == expected)
    }
}
