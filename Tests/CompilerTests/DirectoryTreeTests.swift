import Compiler
import Glibc
import Synchronization
import TestSupport
import Testing

struct DirectoryTreeTests {
    /// A directory of its own, gone afterwards.
    private func withRoots(_ body: (_ first: String, _ second: String, _ outside: String) throws -> Void) throws {
        var template = Array("/tmp/pigeon-tree-XXXXXX".utf8CString)
        let root = try #require(mkdtemp(&template).map { String(cString: $0) })
        for name in ["a", "b", "out", "a/web"] { mkdir("\(root)/\(name)", 0o755) }
        try write("a/top.sls", "first", in: root)
        try write("b/top.sls", "second", in: root)
        try write("b/only.sls", "b", in: root)
        try write("a/web/init.sls", "web", in: root)
        try write("out/secret", "s", in: root)
        symlink("\(root)/out/secret", "\(root)/a/escape")
        symlink("\(root)/out", "\(root)/a/outdir")
        symlink("web", "\(root)/a/link")
        defer {
            for file in [
                "a/escape", "a/outdir", "a/link", "a/top.sls", "b/top.sls", "b/only.sls", "a/web/init.sls",
                "out/secret",
            ] {
                unlink("\(root)/\(file)")
            }
            for name in ["a/web", "a", "b", "out", ""] { rmdir("\(root)/\(name)") }
        }
        try body("\(root)/a", "\(root)/b", "\(root)/out")
    }

    private func write(_ path: String, _ text: String, in root: String) throws {
        let file = try #require(fopen("\(root)/\(path)", "w"))
        fputs(text, file)
        fclose(file)
    }

    private func expect<Found: Equatable>(_ found: Found, _ expected: Found) { #expect(found == expected) }

    @Test func `the first root that has a file wins`() throws {
        try withRoots { first, second, _ in
            let tree = DirectoryTree(["base": [first, second]])
            expect(try tree.read("top.sls", environment: "base"), Array("first".utf8))
            expect(try tree.read("only.sls", environment: "base"), Array("b".utf8))
            expect(try tree.read("none.sls", environment: "base"), nil)
            expect(try tree.read("web", environment: "base"), nil)
            expect(try tree.files(environment: "base"), ["link/init.sls", "only.sls", "top.sls", "web/init.sls"])
        }
    }

    @Test func `a stretch of a file is read as far as the file goes`() throws {
        try withRoots { first, _, _ in
            let tree = DirectoryTree(["base": [first]])
            for (stretch, text) in [(0..<5, "first"), (1..<3, "ir"), (3..<99, "st"), (5..<9, ""), (2..<2, "")] {
                expect(try tree.read("top.sls", environment: "base", stretch), Array(text.utf8))
            }
        }
    }

    @Test func `nothing outside of a root is served`() throws {
        try withRoots { first, _, outside in
            let tree = DirectoryTree(["base": [first]])
            for path in [
                "../out/secret", "web/../../out/secret", "escape", "outdir/secret", outside + "/secret", "a\0b",
            ] {
                let found = try tree.read(path, environment: "base")
                #expect(found == nil, "\(path)")
            }
        }
    }

    @Test func `what a link in a root leads to is listed, if that is in the root`() throws {
        try withRoots { first, _, _ in
            let tree = DirectoryTree(["base": [first]])
            symlink("../out", "\(first)/web/up")
            mkdir("\(first)/web/deep", 0o755)
            defer {
                unlink("\(first)/web/up")
                rmdir("\(first)/web/deep")
            }
            expect(try tree.directories(below: "link", environment: "base"), ["link/deep"])
            expect(try tree.links(below: "link", environment: "base"), ["link/up": "../out"])
            expect(try tree.directories(below: "outdir", environment: "base"), [])
            expect(try tree.links(below: "outdir", environment: "base"), [:])
        }
    }

    @Test func `a name that is too long for a file is none that is there`() throws {
        try withRoots { first, _, _ in
            let tree = DirectoryTree(["base": [first]])
            let long = String(repeating: "a", count: 300)
            for path in [long, "web/\(long)", "\(long)/init.sls"] {
                expect(try tree.read(path, environment: "base"), nil)
            }
        }
    }

    /// A manifest without them would let minions remove what they have.
    @Test func `files that can't be looked for, as no descriptor is left, are not taken for missing`() throws {
        try withRoots { first, _, _ in
            let tree = DirectoryTree(["base": [first]])
            let answers = Mutex<[String]?>(nil)
            startThread {
                let found = withoutDescriptors {
                    [
                        answer { try tree.read("web/init.sls", environment: "base")?.count },
                        answer { try tree.files(environment: "base").count },
                        answer { try tree.links(below: "", environment: "base").count },
                        answer { try tree.directories(below: "", environment: "base").count },
                    ]
                }
                answers.withLock { $0 = found }
            }
            while answers.withLock({ $0 == nil }) { usleep(1000) }
            for answer in try #require(answers.withLock { $0 }) {
                #expect(answer.contains("can't be read: Too many open files"))
            }
        }
    }

    /// What was looked at may be a link when it is opened.
    @Test func `nothing outside of a root is served while links are put into it`() throws {
        try withRoots { first, _, outside in
            let tree = DirectoryTree(["base": [first]])
            mkdir("\(first)/moving", 0o755)
            symlink(outside, "\(first)/aside-link")
            try write("moving/secret", "ours", in: first)
            let swaps = Swaps()
            startThread {
                while !swaps.isOver {
                    rename("\(first)/moving", "\(first)/aside")
                    rename("\(first)/aside-link", "\(first)/moving")
                    rename("\(first)/moving", "\(first)/aside-link")
                    rename("\(first)/aside", "\(first)/moving")
                    swaps.note()
                }
                swaps.end()
            }
            var answers: Set<String> = []
            while swaps.number < 5_000 {
                answers.insert(
                    try tree.read("moving/secret", environment: "base").map { String(decoding: $0, as: UTF8.self) }
                        ?? "none")
            }
            swaps.stop()
            unlink("\(first)/moving/secret")
            rmdir("\(first)/moving")
            unlink("\(first)/aside-link")
            #expect(answers.subtracting(["ours", "none"]).isEmpty, "\(answers)")
        }
    }
}

/// Runs in a thread that can open nothing any more: its table of descriptors is its own, full, and gone with it.
private func withoutDescriptors(_ body: () -> [String]) -> [String] {
    // What Swift's importer leaves out.
    typealias Unshare = @convention(c) (Int32) -> Int32
    let cloneFiles: Int32 = 0x400
    guard let symbol = dlsym(nil, "unshare"), unsafeBitCast(symbol, to: Unshare.self)(cloneFiles) == 0 else {
        return ["no table of descriptors of its own"]
    }
    while dup(STDOUT_FILENO) >= 0 {}
    return body()
}

private func answer(_ look: () throws -> Int?) -> String {
    do { return "found: \(String(describing: try look()))" } catch { return "\(error)" }
}

/// How often a thread has put a link in the place of a directory, and when it is to stop.
private final class Swaps: Sendable {
    private let count = Atomic(0)
    private let isAsked = Atomic(false)
    private let isDone = Atomic(false)

    var number: Int { count.load(ordering: .relaxed) }
    var isOver: Bool { isAsked.load(ordering: .relaxed) }

    func note() { count.add(1, ordering: .relaxed) }
    func end() { isDone.store(true, ordering: .releasing) }

    func stop() {
        isAsked.store(true, ordering: .relaxed)
        while !isDone.load(ordering: .acquiring) { usleep(1000) }
    }
}
