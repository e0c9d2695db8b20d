import Testing

@Suite struct FixtureTests {
    @Test(arguments: Fixture.all)
    func `a template renders as Jinja2 renders it`(_ fixture: Fixture) {
        #expect(fixture.result() == fixture.expected)
    }

    @Test func `there are fixtures for every part of the language`() {
        #expect(Fixture.all.count >= 150)
    }
}
