import Model
import TestSupport
import Testing
import Values
import YAML

struct CommandLineReaderTests {
    private func reader(raw: Set<String> = []) -> CommandLineReader {
        CommandLineReader(raw: raw) { try YAMLReader.value($0) }
    }

    @Test func `words are read as Salt 3007's command line reads them`() throws {
        let cases = try #require(JSON.read(Fixtures().text("arguments.json")).list)
        #expect(cases.count > 90)
        for entry in cases {
            let word = try #require(entry["word"]?.string)
            let call = try reader().call("test.arg", words: [word])
            #expect(Value.list(call.arguments) == entry["arguments"], "\(word)")
            #expect(Value.map(call.keywords) == entry["keywords"], "\(word)")
        }
    }

    @Test(arguments: ["---", "...", "20260101000000000000"])
    func `document markers and jids stay text`(word: String) {
        #expect(reader().value(word) == .string(word))
    }

    @Test func `a keyword that is not to be parsed stays text`() throws {
        let call = try reader(raw: ["a"]).call("test.arg", words: ["a=[1]", "b=[1]"])
        #expect(call.keywords == ["a": "[1]", "b": [1]])
    }

    @Test func `a compound command takes arguments by groups`() throws {
        let calls = try reader().calls("test.echo,cmd.run,test.ping", words: ["hello", ",", "uptime", "cwd=/", ","])
        #expect(calls.map(\.function) == ["test.echo", "cmd.run", "test.ping"])
        #expect(calls.map(\.arguments) == [["hello"], ["uptime"], []])
        #expect(calls[1].keywords == ["cwd": "/"])
    }

    @Test(arguments: [
        (["hello"], "Cannot execute compound command without defining all arguments."),
        (["a", ",", "b", ",", "c"], "Cannot execute compound command with more arguments than commands."),
    ])
    func `a compound command with too few or too many groups is refused`(words: [String], message: String) throws {
        let error = #expect(throws: Diagnostic.self) { try reader().calls("test.echo,cmd.run", words: words) }
        #expect(error?.message == message)
    }

    @Test func `a name without a dot is not a function`() throws {
        #expect(throws: Diagnostic.self) { try reader().call("ping", words: []) }
    }
}
