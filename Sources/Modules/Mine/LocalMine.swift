package import Execution
import Host
package import Model
package import Values

/// The mine of a minion without a master, in one file: it holds what this minion itself has sent.
package actor LocalMine: MineAccess {
    private let path: String
    private let files: any FileWriting

    package init(path: String, host: HostWriter) {
        self.path = path
        files = host.files
    }

    package func ask(_ request: MineRequest, in run: RunContext) async throws -> Value {
        var items = try read()
        switch request {
        case .get(let target, let functions):
            let isMeant = try run.matcher.matches(target, run.subject)
            return .map(
                ValueMap(
                    functions.map { name in
                        let own = isMeant ? items[name] : nil
                        return (.string(name), own.map { [run.minion.text: $0] } ?? [:])
                    }))
        case .send(let sent, let clears):
            if clears { items = [:] }
            for item in sent { items[item.name] = item.value }
        case .delete(let name): items.removeValue(forKey: name)
        case .flush: items = [:]
        }
        try files.makeDirectories(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
        try files.write(Array(JSON.write(.map(items)).utf8), to: path, FileAttributes(mode: 0o600))
        return true
    }

    private func read() throws -> ValueMap {
        guard files.exists(path) else { return [:] }
        return try JSON.read(try files.readText(path), file: path).map ?? [:]
    }
}
