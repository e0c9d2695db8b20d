/// `lipsum(n=5, html=True, min=20, max=100)`: random Latin-looking text.
enum Lipsum {
    private static let words = """
        a ac accumsan ad adipiscing aenean aliquam amet ante aptent arcu at auctor bibendum blandit class commodo
        consectetuer consequat conubia convallis cras cubilia cursus dapibus diam dictum dignissim dolor donec dui egestas
        elementum elit enim erat eros est et etiam eu euismod facilisi fames faucibus felis fermentum feugiat fusce gravida
        habitant hac hendrerit iaculis id imperdiet in integer ipsum justo lacinia lacus laoreet lectus leo ligula lorem
        luctus magna massa mattis mauris metus mi mollis montes morbi nam nec neque nibh nisi nisl nunc odio orci pede
        porta posuere pretium proin purus quam quis risus sapien sed sem sit sociis tellus tempor tincidunt tortor turpis
        ultrices urna ut varius vel velit vestibulum vitae vivamus volutpat vulputate
        """.split(whereSeparator: \.isWhitespace).map(String.init)

    static func call(_ arguments: CallArguments) throws -> Object {
        let given = try arguments.bound(to: ["n", "html", "min", "max"], of: "lipsum")
        let count = try given[0].int(or: 5, "n")
        let isHTML = try given[1].bool(or: true)
        let least = try given[2].int(or: 20, "min")
        let most = max(least + 1, try given[3].int(or: 100, "max"))
        guard count * most <= arguments.render.environment.options.limits.rangeSize else {
            throw Failure("lipsum() is asked for too much text", kind: .limit)
        }
        let paragraphs = (0..<max(0, count)).map { _ in paragraph(words: Int.random(in: least..<most)) }
        return isHTML
            ? .markup(paragraphs.map { "<p>\($0)</p>" }.joined(separator: "\n"))
            : .string(paragraphs.joined(separator: "\n\n"))
    }

    private static func paragraph(words count: Int) -> String {
        var result: [String] = []
        var startsSentence = true
        for index in 0..<max(1, count) {
            let word = words.randomElement() ?? "lorem"
            let text = startsSentence ? word.prefix(1).uppercased() + word.dropFirst() : word
            startsSentence = index % 9 == 8
            result.append(startsSentence || index == count - 1 ? text + "." : text)
        }
        return result.joined(separator: " ")
    }
}
