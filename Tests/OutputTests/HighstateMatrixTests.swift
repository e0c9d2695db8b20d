import Output
import TestSupport
import Testing
import Values

/// Every mode of the highstate outputter with every option, beside Salt 3008.5 (`scripts/oracle/highstate_matrix.py`).
struct HighstateMatrixTests {
    @Test func `every mode and option shows a run byte for byte as Salt does`() throws {
        let matrix = try JSON.read(Fixtures().text("matrix.json"), file: "matrix.json")
        let cases = try #require(matrix["cases"]?.list)
        #expect(cases.count > 100)
        for item in cases {
            let options = item["options"]?.map ?? [:]
            let outputter = Outputter(
                format: .highstate, colour: options["color"] == true, states: try StateOutput(options: options))
            let text = outputter.render(matrix["value"] ?? .null)
            #expect(
                text == item["text"]?.string, "\(JSON.write(.map(options)))\n\(text)\n\(item["text"]?.string ?? "")")
        }
    }
}
