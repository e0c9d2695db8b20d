import Execution
import Host
import Model
import TestSupport
import Testing
import Values

@testable import Modules

struct BinaryGuessTests {
    /// Bytes in hexadecimal with what Salt's `is_binary` says; `scripts/oracle/salt_filters.py` wrote them.
    @Test func `bytes are text where they are in Salt`() throws {
        let lines = try Fixtures().text("binary/is_binary.txt").split(separator: "\n")
        for line in lines {
            let parts = line.split(separator: " ")
            let digits = Array(parts[0] == "-" ? "" : parts[0])
            let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
                UInt8(String(digits[$0...($0 + 1)]), radix: 16)
            }
            #expect(BinaryGuess.isBinary(bytes) == (parts[1] == "1"), "\(line)")
        }
        #expect(lines.count > 300)
    }

    /// As Salt's filters answer for these files.
    @Test func `only what can be read is text or binary`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        try scratch.write("text\n", to: "text")
        try scratch.write("a\0b", to: "binary")
        try scratch.write("", to: "empty")
        try scratch.write(String(repeating: "a", count: 600) + "\0", to: "late")
        let minion = try TestMinion()
        let paths = ["text", "binary", "empty", "late", ".", "none"].map(scratch.file) + ["/dev/null", "/dev/zero"]
        for (path, (isText, isBinary)) in zip(
            paths,
            [
                (true, false), (false, true), (true, false), (true, true), (false, false), (false, false),
                (true, false), (false, false),
            ])
        {
            #expect(await minion.run("file.is_text", .string(path)).value == .bool(isText), "\(path)")
            #expect(await minion.run("file.is_binary", .string(path)).value == .bool(isBinary), "\(path)")
        }
    }

    /// As Salt's `dns_check` answers; nobody listens at port 1.
    @Test func `a name becomes an address for a URL`() async throws {
        let minion = try TestMinion()
        #expect(await minion.run("network.dns_check", "127.0.0.1", 1).value == "127.0.0.1")
        #expect(await minion.run("network.dns_check", "0:0:0:0:0:0:0:1", 1).value == "[::1]")
        #expect(await minion.run("network.dns_check", "127.0.0.1", 1, keywords: ["ipv6": true]).value == "127.0.0.1")
        let refused: [(Value, Value, ValueMap, String)] = [
            ("::1", 1, ["ipv6": false], "DNS lookup or connection check of '::1' failed."),
            ("[::1]", 1, [:], "DNS lookup or connection check of '[::1]' failed."),
            (5, 1, [:], "Attempt to resolve address '5' failed. Invalid or unresolveable address"),
            ("127.0.0.1", "80", [:], "Attempt to resolve address '127.0.0.1' failed. Invalid or unresolveable address"),
            ("127.0.0.1", 99999, [:], "a port is a number from 0 to 65535, not 99999"),
        ]
        for (name, port, keywords, problem) in refused {
            let result = await minion.run("network.dns_check", name, port, keywords: keywords)
            #expect(result.value.string?.contains(problem) == true, "\(result.value)")
        }
    }
}
