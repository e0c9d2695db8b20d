import Testing
import Values

@testable import Modules

struct SourceHashTests {
    private let digits = "dd35d956d3e6fcd94418a5d7c1674976"

    @Test(arguments: ["md5=", "md5:", "md5 = ", ""])
    func `a hash may be written with its algorithm or alone`(prefix: String) throws {
        let hash = try SourceHash(expression: prefix + digits.uppercased())
        #expect(hash.algorithm == "md5")
        #expect(hash.digits == digits)
    }

    /// Expectations: Salt 3008.5's `file.extract_hash`.
    @Test func `a file of hashes is searched for the name, then for any hash`() throws {
        let other = String(repeating: "a", count: 32)
        let list = "# sums\n\(other)  other.txt\n\(digits) *dir/web.txt\n"
        func found(_ file: String, _ source: String, chosen: String? = nil) throws -> String? {
            try SourceHash(in: list, chosen: chosen, file: file, source: source)?.digits
        }
        #expect(try found("/etc/web.txt", "http://x/y") == digits)
        #expect(try found("/etc/conf", "http://x/web.txt?v=1") == digits)
        #expect(try found("/etc/web.txt", "http://x/y", chosen: "other.txt") == other)
        #expect(try found("/etc/conf", "http://x/y") == other)
        #expect(try SourceHash(in: "nothing here", chosen: nil, file: "/a", source: "/b") == nil)
    }
}
