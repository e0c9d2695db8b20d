import Testing
import Values

@testable import Jinja

/// Templates made at random with what real Jinja2 made of them; `scripts/oracle/random_templates.py` wrote both.
@Suite struct RandomTemplateTests {
    @Test func `templates made at random render as Jinja2 renders them`() throws {
        let lines = Fixture.text(of: "\(Fixture.root)/random/templates.jsonl").split(separator: "\n")
        let context = try JSON.read(String(lines.first ?? "{}"))["context"]?.map ?? [:]
        let environment = Environment(loader: DictionaryLoader([:]), options: .jinja)
        for line in lines.dropFirst() {
            let expected = try JSON.read(String(line))
            let template = expected["template"]?.string ?? ""
            let actual: String?
            do {
                actual = try environment.template(source: template, name: "random").render(values: context).text
            } catch {
                actual = nil
            }
            #expect(actual == expected["ok"]?.string, "\(template)")
        }
        #expect(lines.count > 2500)
    }
}
