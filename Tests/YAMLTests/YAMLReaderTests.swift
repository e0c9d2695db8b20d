import TestSupport
import Testing
import Values
import YAML

struct YAMLReaderTests {
    @Test(arguments: Fixtures().cases("load", suffix: ".yaml"))
    func `what is read is what PyYAML with Salt's rules reads`(name: String) throws {
        let expected = try JSON.read(try Fixtures().text("load/\(name).json"))
        let read = try YAMLReader.read(try Fixtures().text("load/\(name).yaml"), file: "\(name).yaml").value
        #expect(read == expected)
        #expect(JSON.write(read) == JSON.write(expected), "the order of keys")
    }

    @Test func `an empty document is an empty map`() throws {
        #expect(try YAMLReader.read("", file: "x").value == [:])
        #expect(try YAMLReader.read("# only a comment\n", file: "x").value == [:])
        #expect(try YAMLReader.value("") == .null)
    }

    @Test func `keys keep their type`() throws {
        let map = try #require(try YAMLReader.read("8080: a\ntrue: b\n~: c\n\"8080\": d\n", file: "x").value.map)
        #expect(map.keys == [.int(8080), .bool(true), .null, .string("8080")])
    }

    @Test func `infinity and not-a-number are floats`() throws {
        let list = try #require(try YAMLReader.value("[.inf, -.INF, .nan]").list)
        #expect(list[0] == .double(.infinity))
        #expect(list[1] == .double(-.infinity))
        #expect(list[2].double?.isNaN == true)
    }

    @Test func `every scalar, list, map and key has its place`() throws {
        let root = try YAMLReader.read("nginx:\n  pkg.installed:\n    - name: vim\n", file: "a.sls")
        let id = try #require(root.entries?.first)
        #expect(id.key.location == Values.SourceLocation(file: "a.sls", line: 1, column: 1))
        let state = try #require(id.value.entries?.first)
        #expect(state.key.location == Values.SourceLocation(file: "a.sls", line: 2, column: 3))
        #expect(state.value.location == Values.SourceLocation(file: "a.sls", line: 3, column: 5))
        #expect(state.value.list?.first?["name"]?.location == Values.SourceLocation(file: "a.sls", line: 3, column: 13))
    }

    @Test func `places of a rendered text are those of its template`() throws {
        let lines: (Int) -> Values.SourceLocation? = { Values.SourceLocation(file: "map.jinja", line: $0 * 10) }
        let root = try YAMLReader.read("a:\n  b: 1\n", file: "a.sls", lines: lines)
        #expect(root["a"]?["b"]?.location == Values.SourceLocation(file: "map.jinja", line: 20, column: 6))
        let failure = #expect(throws: Diagnostic.self) {
            _ = try YAMLReader.read("a: 1\na: 2\n", file: "a.sls", lines: lines)
        }
        #expect(failure?.location == Values.SourceLocation(file: "map.jinja", line: 20, column: 1))
        #expect(failure?.hint == "the first one is at map.jinja:10:1; merge the two or rename one")
    }

    @Test func `with aggregation a key may stand more than once, as in Salt's yamlex`() throws {
        let text = """
            w: !aggregate foo
            w: !aggregate bar
            q: !aggregate {first: foo}
            q: !aggregate {second: bar}
            x: !aggregate 1
            x: !reset 5
            p: plain
            p: again
            z: !aggregate {k: !aggregate [1]}
            z: !aggregate {k: !aggregate [2], j: 1}
            u: [1]
            u: !aggregate [2]
            """
        #expect(
            try YAMLReader.read(text, file: "x", aggregates: true).value == [
                "w": ["foo", "bar"], "q": ["first": "foo", "second": "bar"], "x": 5, "p": "again",
                "z": ["k": [1, 2], "j": 1], "u": [2],
            ])
        #expect(throws: Diagnostic.self) { _ = try YAMLReader.read("a: !aggregate 1", file: "x") }
    }

    @Test func `large documents are read`() throws {
        let text = (0..<20_000).map { "id\($0): {pkg.installed: [name: x\($0)]}\n" }.joined()
        #expect(try YAMLReader.read(text, file: "x").entries?.count == 20_000)
    }
}
