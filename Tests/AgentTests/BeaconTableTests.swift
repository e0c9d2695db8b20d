import Agent
import Modules
import Testing
import Values

struct BeaconTableTests {
    private let load: Value = [["averages": ["1m": [0, 1000]]], ["interval": 5]]

    @Test func `a beacon is asked at its interval`() throws {
        var table = BeaconTable()
        #expect(table.follow(["load": load], now: 100).isEmpty)
        #expect(table.due(at: 100) == ["load"])
        let watch = try #require(table.take("load"))
        table.putBack(watch, asked: 100)
        #expect(table.due(at: 104.9) == [])
        #expect(table.next == 105)
        #expect(table.due(at: 105) == ["load"])
    }

    @Test func `nothing is ever due without beacons, or with beacons that are off`() {
        var table = BeaconTable()
        _ = table.follow([:], now: 0)
        #expect(table.next == nil)
        _ = table.follow(["enabled": false, "load": load], now: 0)
        #expect(table.next == nil)
        _ = table.follow(["load": [["averages": ["1m": [0, 1]]], ["enabled": false]]], now: 0)
        #expect(table.next == nil)
    }

    @Test(arguments: ["enabled", "run_once", "disable_during_state_run"])
    func `text where a boolean belongs is refused, and not taken for yes`(key: String) {
        let problem = #expect(throws: Diagnostic.self) {
            try BeaconTable.watch("load", [["averages": ["1m": [0, 1]]], .map([key: "nein"])])
        }
        #expect(problem?.message == "Configuration for load beacon option \(key) must be a boolean.")
    }

    @Test func `one that is to work once is not asked again`() throws {
        var table = BeaconTable()
        _ = table.follow(["load": load], now: 0)
        table.putBack(try #require(table.take("load")), asked: 0, isOver: true)
        #expect(table.next == nil)
    }

    @Test func `what can't be looked at is told when it begins, and so is its end`() {
        var table = BeaconTable()
        _ = table.follow(["load": load], now: 0)
        let broken = BeaconSignal("nginx", failure: Diagnostic("no systemctl"))
        let signal = BeaconSignal("cron", ["cron": ["running": true]])
        let first = table.news(of: "load", [broken, signal])
        #expect(first.told == [broken, signal] && !first.isMended)
        let second = table.news(of: "load", [broken, signal])
        #expect(second.told == [signal] && !second.isMended)
        let other = BeaconSignal("nginx", failure: Diagnostic("no more processes"))
        #expect(table.news(of: "load", [other]).told == [other])
        let third = table.news(of: "load", [signal])
        #expect(third.told == [signal] && third.isMended)
        #expect(!table.news(of: "load", [signal]).isMended)
        #expect(table.news(of: "load", [other]).told == [other])
    }

    @Test func `what is wrong is told once, and the others work`() {
        var table = BeaconTable()
        let beacons: ValueMap = ["lod": [["averages": [:]]], "load": load, "watch": [["beacon_module": "inotify"]]]
        let problems = table.follow(beacons, now: 0)
        #expect(
            problems.map(\.message) == [
                "beacons:lod: there is no beacon 'lod'",
                "beacons:watch: Configuration for inotify beacon must include files.",
            ])
        #expect(problems.first?.hint == "did you mean 'load'?")
        #expect(table.follow(beacons, now: 1).isEmpty)
        #expect(table.due(at: 1) == ["load"])
    }
}
