import Execution
import Model
import Testing
import Values

@testable import Modules

struct StateExplanationTests {
    @Test func `each state says where it is written, what it waits for and why it runs when it does`() async throws {
        let minion = try TestMinion(states: [
            "main.sls": """
            late: {test.nop: [require: [{test: base}]]}
            other: test.nop
            base: test.nop
            held: {test.nop: [{order: 1}, {require: [{test: other}]}]}
            """
        ])
        let states = try #require((await minion.run("state.explain", "main")).value.list)
        let explained = states.map {
            "\($0["id"]?.string ?? "") \($0["written"]?.string ?? ""): \($0["why"]?.string ?? "")"
        }
        #expect(
            explained == [
                "other main.sls:2:8: just before 'test: held', which is written earlier and refers to it (require)",
                "held main.sls:4:8: as soon as 'test: other' is done, to which it refers (require)",
                "base main.sls:3:7: just before 'test: late', which is written earlier and refers to it (require)",
                "late main.sls:1:8: as soon as 'test: base' is done, to which it refers (require)",
            ])
        #expect(states.last?["waits for"] == ["require test: base, written at main.sls:3:7"])
    }

    @Test func `findup climbs from a directory until it finds one of the names`() async throws {
        let minion = try TestMinion(states: ["a/map.jinja": "", "a/b/c.sls": "", "map.jinja": ""])
        #expect(await minion.run("slsutil.findup", "a/b", "map.jinja").value == "a/map.jinja")
        #expect(await minion.run("slsutil.findup", "", "map.jinja").value == "map.jinja")
        #expect(await minion.run("slsutil.findup", "a/b", "nothing").retcode == 1)
    }
}
