import Host
import Testing
import Values

@testable import Modules

/// The expectations are Salt 3008.5's, stored by `scripts/oracle/state_oracle.py`.
struct OracleTests {
    @Test(arguments: try OracleCase.all())
    func `a tree compiles and runs as in Salt, or differs where it is said to`(test: OracleCase) async throws {
        let path = PathText.join(OracleCase.directory, "\(test.topic).json")
        let stored = try #require(try JSON.read(try SystemFiles().read(path))[test.name], "no expectation is stored")
        for call in test.calls {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let salt = OracleAnswer(stored: try #require(stored[call], "no expectation for '\(call)' is stored"))
            let ours = try OracleAnswer(try await test.answer(to: call, scratch), of: call, scratch)
            let place = "\(test.testDescription): \(call)\n  ours \(ours.text)\n  Salt \(salt.text)"
            if test.isDifferent(call) {
                #expect(!ours.agrees(with: salt), "agrees, though it is listed as different: \(place)")
            } else {
                #expect(ours.agrees(with: salt), "\(place)")
            }
        }
    }
}
