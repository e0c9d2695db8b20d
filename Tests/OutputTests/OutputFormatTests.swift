import Output
import Testing
import Values

struct OutputFormatTests {
    @Test func `an unknown format is refused with the nearest name`() {
        let error = #expect(throws: Diagnostic.self) { try OutputFormat(named: "neste") }
        #expect(error?.message == "unknown output format 'neste'")
        #expect(error?.hint == "did you mean 'nested'?")
        let other = #expect(throws: Diagnostic.self) { try OutputFormat(named: "pony") }
        #expect(other?.hint?.hasPrefix("known are nested, highstate, json") == true)
    }

    @Test func `an unknown state output is refused with the nearest name`() {
        let error = #expect(throws: Diagnostic.self) { try StateOutput(mode: "chnges_id") }
        #expect(error?.hint == "did you mean 'changes'?")
    }

    @Test func `quiet prints nothing`() {
        #expect(Outputter(format: .quiet).render(["tm1": "text"]).isEmpty)
    }

    @Test func `number keys are ordered by size, as Python sorts them`() {
        let map = ValueMap([(.int(10), "a"), (.int(9), "b")])
        #expect(Outputter(format: .nested).render(.map(map)) == "9:\n    b\n10:\n    a")
    }

    static let state: Value = [
        "file_|-a_|-a_|-managed": ["result": true, "changes": [:], "comment": "", "__run_num__": 0, "name": "a"]
    ]

    static let detected: [(Value, String?, OutputFormat)] = [
        (["tm1": state], nil, .highstate), (["tm1": state, "tm2": ["Rendering failed"]], nil, .highstate),
        (["tm1": true], nil, .nested), (["tm1": ["a", "b"]], nil, .nested),
        (["tm1": ["a": ["result": true]]], nil, .nested),
        (["tm1": [:]], nil, .nested), (["tm1": ["a", "b"]], "highstate", .highstate), (["tm1": state], "txt", .txt),
        (["data": ["vm_master": state], "retcode": 0], nil, .highstate), ("text", nil, .nested),
        (["tm1": true], "unheard_of", .nested),
    ]

    @Test(arguments: detected)
    func `state returns are recognised`(value: Value, declared: String?, expected: OutputFormat) {
        #expect(OutputFormat.standard(for: value, declared: declared) == expected)
    }
}
