import Model
import Values
import YAML

extension SettingsReader {
    /// `mine_functions`: a mapping of names to arguments, or a list of names. One that could never be called is an error
    /// with its place.
    mutating func mineFunctions() -> Value {
        guard let value = take("mine_functions") else { return .null }
        guard value.entries != nil || value.list != nil else {
            rejectType(
                of: "mine_functions", is: "a mapping of functions to their arguments", found: value,
                hint: "write it as 'mine_functions: {network.ip_addrs: [eth0]}'")
            return .null
        }
        for entry in value.entries ?? [] { check(entry.key.value, entry.value.value, at: entry.value) }
        for name in value.list ?? [] { check(name.value, .null, at: name) }
        return value.value
    }

    private mutating func check(_ name: Value, _ definition: Value, at place: LocatedValue) {
        do {
            _ = try MineFunction(named: name, definition)
        } catch {
            reject("mine_functions:\(name.scalarText ?? ""): \(error.message)", at: place, hint: error.hint)
        }
    }
}
