import Compiler
import Execution
import Host
import Model
import Values

/// What a directory of the file server comes to on this machine: which file, link and directory goes where.
struct RecurseLayout: Sendable {
    /// The URL of each file by its path.
    private(set) var files: [(path: String, url: String)] = []
    /// What each link leads to, as it is written, by its path.
    private(set) var links: [(path: String, target: String)] = []
    /// Directories with something in them, and empty ones that are wanted.
    private(set) var directories: Set<String> = []
    /// Where files and links are.
    private var taken: Set<String> = []

    /// All that it puts anywhere.
    var paths: [String] { files.map(\.path) + links.map(\.path) + directories }

    /// What is asked of it.
    struct Wishes: Sendable {
        var path: String
        var selection: PathSelection
        var maximumDepth: Int?
        var keepsLinks: Bool
        var hasEmptyDirectories: Bool
    }

    /// Adds a source; what another put somewhere before stays.
    mutating func add(_ source: SaltURL, _ wishes: Wishes, _ tree: any FileTree) throws {
        let prefix = source.path.isEmpty ? "" : "\(source.path)/"
        let details = FileTreeDetails(tree)
        var names = try tree.files(environment: source.environment).filter { $0.hasPrefix(prefix) }
            .map { String($0.dropFirst(prefix.count)) }
        var empty: Set<String> = []
        if wishes.keepsLinks || wishes.hasEmptyDirectories {
            empty = try details.directories(in: source.path, environment: source.environment)
        }
        if wishes.keepsLinks {
            let links = try details.links(in: source.path, environment: source.environment)
            let all = names
            let paths = Set(links.map(\.path))
            names = names.filter { !Self.isAtOrBelow($0, paths) }
            for link in links where wishes.wants(link.path) && !isTaken(wishes.place(link.path)) {
                // A link to a directory that is not made, since nothing is in it, would lead nowhere.
                let target = PathText.normalized(
                    PathText.join(PathText.directory(of: link.path), link.target))
                let leadsNowhere = empty.contains(target) && !all.contains { $0.hasPrefix("\(target)/") }
                if leadsNowhere, !wishes.hasEmptyDirectories { continue }
                self.links.append((wishes.place(link.path), link.target))
                taken.insert(wishes.place(link.path))
            }
        }
        for name in names where wishes.wants(name) && !isTaken(wishes.place(name)) {
            let place = wishes.place(name)
            taken.insert(place)
            files.append((place, "salt://\(prefix)\(name)?saltenv=\(source.environment)"))
            directories.formUnion(Self.parents(of: place, below: wishes.path))
        }
        if !wishes.hasEmptyDirectories { empty = [] }
        for name in empty.sorted() where wishes.wants(name) && !isTaken(wishes.place(name)) {
            directories.insert(wishes.place(name))
        }
    }

    private func isTaken(_ path: String) -> Bool {
        directories.contains(path) || Self.isAtOrBelow(path, taken)
    }

    /// Whether a path is one of some, or in one of them.
    static func isAtOrBelow(_ path: String, _ paths: Set<String>) -> Bool {
        if paths.isEmpty { return false }
        var current = path
        while !current.isEmpty, current != "/" {
            if paths.contains(current) { return true }
            current = PathText.directory(of: current)
        }
        return false
    }

    private static func parents(of path: String, below top: String) -> [String] {
        var parents: [String] = []
        var current = PathText.directory(of: path)
        while current.count >= top.count, current.hasPrefix(top) {
            parents.append(current)
            if current == "/" { break }
            current = PathText.directory(of: current)
        }
        return parents
    }
}

extension RecurseLayout.Wishes {
    func place(_ name: String) -> String { PathText.join(path, name) }

    func wants(_ name: String) -> Bool {
        if let maximumDepth, name.split(separator: "/").count > maximumDepth + 1 { return false }
        return selection.takes(name)
    }
}
