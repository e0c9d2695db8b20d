import Execution
import Host
import Logging
import Model
import Synchronization
import Testing
import Values

@testable import Modules

/// `reload_grains` and `reload_pillar`: later states see the host as an earlier one left it.
struct ReloadTests {
    @Test func `later states see grains and pillar anew`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let grains = Mutex(1)
        let minion = try TestMinion(
            states: [
                "s.sls": """
                before: {file.managed: [{name: \(scratch.file("before"))}, {source: 'salt://t'}, {template: jinja}]}
                change: {test.nop: [{reload_grains: true}, {reload_pillar: true}]}
                after: {file.managed: [{name: \(scratch.file("after"))}, {source: 'salt://t'}, {template: jinja}]}
                """, "t": "{{ grains.generation }} {{ pillar.seen }}\n",
            ], pillar: ["top.sls": "base: {'*': [p]}", "p.sls": "seen: {{ grains.generation }}"],
            grains: ["generation": 0]
        ) {
            [
                "generation": .int(
                    grains.withLock {
                        $0 += 1; return $0
                    })
            ]
        }
        let result = await minion.run("state.apply", "s")
        #expect(result.retcode == 0, "\(result.value)")
        #expect(try scratch.read("before") == "0 0\n")
        #expect(try scratch.read("after") == "2 2\n")
    }
}
