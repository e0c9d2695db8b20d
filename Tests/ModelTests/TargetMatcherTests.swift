import Model
import Testing
import Values

struct TargetMatcherTests {
    private let matcher = TargetMatcher(nodegroups: [
        "web": "web*", "plain": ["web1", "db1"], "nested": "N@web and G@os:Debian", "spaced": "web1 web2",
        "loop": "N@back or web1", "back": "N@loop", "number": 3, "expression": ["web[0-9]$"],
        "words": ["web*", "or", "db1"],
    ])

    private func subject(_ id: String) throws -> TargetSubject {
        TargetSubject(
            id: try MinionID(id),
            grains: [
                "os": "Debian", "osmajorrelease": 12, "roles": ["web", "Cache"], "empty": nil,
                "ipv4": ["127.0.0.1", "10.1.2.3"], "ipv6": ["::1", "2001:db8::5"],
                "disks": ["sda": ["size": "10g"], "tags": ["fast", "new"]], "path": "/usr/bin:/bin",
            ],
            pillar: ["app": ["version": 1.14, "env": "staging"], "keys": ["a": ["b": "c"]]])
    }

    private func matches(_ expression: String, _ type: TargetType, id: String = "web1") throws -> Bool {
        try matcher.matches(Target(expression, type: type), subject(id))
    }

    @Test(arguments: [
        (TargetType.glob, "web*", true), (.glob, "db*", false), (.pcre, "web\\d", true), (.pcre, "we", true),
        (.pcre, "eb1", false), (.list, "db1, web1", true), (.list, "web", false), (.list, "", false),
        (.grain, "os:debian", true), (.grain, "os:Deb*", true), (.grain, "os:Ubuntu", false), (.grain, "os", false),
        (.grain, "osmajorrelease:12", true), (.grain, "roles:cache", true), (.grain, "roles:ca?he", true),
        (.grain, "roles:db", false), (.grain, "disks:sda:size:10G", true), (.grain, "disks:sda", true),
        (.grain, "disks:sda:*", true), (.grain, "disks:sdb:*", false), (.grain, "disks:tags:fast", true),
        (.grain, "*:Debian", true), (.grain, "disks:*:10g", false), (.grain, "empty:none", true),
        (.grain, "path:/usr/bin:/bin", true), (.grain, "nothing:*", false),
        (.grainPCRE, "os:(debian|ubuntu)", true), (.grainPCRE, "os:ebian", false), (.grainPCRE, "os:Deb\\S+", true),
        (.pillar, "app:version:1.14", true), (.pillar, "app:env:stag*", true), (.pillarExact, "app:env:stag*", false),
        (.pillarExact, "app:env:staging", true), (.pillarPCRE, "app:env:stag(ing|e)", true),
        (.pillar, "keys:a:b:c", true),
        (.ipcidr, "10.1.0.0/16", true), (.ipcidr, "10.2.0.0/16", false), (.ipcidr, "10.1.2.3", true),
        (.ipcidr, "10.1.2.0/255.255.255.0", true), (.ipcidr, "10.1.2.0/30", true), (.ipcidr, "10.1.2.4/30", false),
        (.ipcidr, "2001:db8::/32", true), (.ipcidr, "2001:db9::/32", false), (.ipcidr, "0.0.0.0/0", true),
        (.ipcidr, "2001:0db8:0::5", true),
        (.nodegroup, "web", true), (.nodegroup, "plain", true), (.nodegroup, "nested", true),
        (.nodegroup, "spaced", true), (.nodegroup, "words", true),
    ])
    func `each way of targeting matches as Salt's`(type: TargetType, expression: String, expected: Bool) throws {
        #expect(try matches(expression, type) == expected)
    }

    @Test(arguments: [
        ("web* and G@os:Debian", true), ("web* and not G@os:Debian", false), ("not db*", true),
        ("web* not db*", true), ("db* or web*", true), ("db* or web* and G@os:Ubuntu", false),
        ("( db* or web* ) and G@os:Debian", true), ("not web* or G@os:Debian", true), ("not ( web* or db* )", false),
        ("L@web1,db1 and E@we.1$", true), ("S@10.1.0.0/16 and I@app:env:staging", true), ("N@nested", true),
        ("N@plain and not L@web1", false), ("G|@path|/usr/bin:/bin", true), ("J@app:env:stag.*", true),
        ("P@os:(Debian|Ubuntu)", true), ("not not web1", true), ("*", true),
    ])
    func `a compound target follows Python's precedence`(expression: String, expected: Bool) throws {
        #expect(try matches(expression, .compound) == expected)
    }

    @Test(arguments: [
        ("and web*", "'and' stands where a target should"), ("web* and", "it ends where a target should follow"),
        ("web* db*", "'db*' stands without 'and' or 'or' before it"), ("( web*", "a '(' has no ')'"),
        ("web* )", "a ')' has no '('"), ("( and web* )", "'and' stands where a target should"),
        ("R@range", "unknown target letter 'R@'"), ("E@web(", "is not valid"), ("", "it ends"),
        ("S@300.1.1.1", "neither an IP address nor a network"), ("N@loop", "contains itself: loop -> back -> loop"),
        ("N@wbe", "unknown nodegroup 'wbe'"), ("N@number", "must be a string or a list"), ("P@os:(a", "is not valid"),
        ("S@10.0.0.0/33", "neither an IP address nor a network"),
        ("(web1 or web2)", "a parenthesis touches a word in '(web1'"), ("( web1 or web2)", "in 'web2)'"),
        ("( web1 or G@os:Debian)", "a '(' has no ')'"), ("not (E@web.*", "in '(E@web.*'"),
    ])
    func `a malformed compound target is refused with its reason`(expression: String, reason: String) throws {
        let error = #expect(throws: Diagnostic.self) { try matches(expression, .compound) }
        #expect(error?.message.contains(reason) == true, "\(String(describing: error))")
    }

    @Test func `an unknown letter and a parenthesis that touches a word have a hint that helps`() {
        let letter = #expect(throws: Diagnostic.self) { try matches("Q@foo", .compound) }
        #expect(letter?.hint?.contains("G@ grain, ") == true && letter?.hint?.contains("E@ id by regular") == true)
        let parenthesis = #expect(throws: Diagnostic.self) { try matches("(web1 or web2)", .compound) }
        #expect(parenthesis?.hint?.contains("( web1 or web2 )") == true)
    }

    @Test(
        arguments: [
            (.list, "web1,ghost", ["ghost", "web1"]), (.compound, "L@ghost", ["ghost"]),
            (.compound, "web1 or L@ghost,db1", ["db1", "ghost"]), (.compound, "N@plain and G@os:*", ["db1", "web1"]),
            (.compound, "* and not L@ghost", []), (.compound, "* and not ( L@ghost or db1 )", []),
            (.compound, "web1 or E@ghost", []), (.glob, "ghost", []), (.nodegroup, "plain", ["db1", "web1"]),
        ] as [(TargetType, String, [String])])
    func `the ids that a target asks for by name are those of its lists`(
        type: TargetType, expression: String, ids: [String]
    ) throws {
        #expect(try matcher.condition(Target(expression, type: type)).listedIDs.sorted() == ids)
    }

    @Test func `a nodegroup of expressions is read as one`() throws {
        #expect(try matches("expression", .nodegroup))
        #expect(try !matches("expression", .nodegroup, id: "web12"))
    }

    @Test func `a path of more stars than any data is deep is refused, before it keeps anybody busy`() throws {
        let matcher = TargetMatcher(nodegroups: [:])
        for (stars, isFine) in [(32, true), (33, false), (100_000, false)] {
            let target = Target(String(repeating: "*:", count: stars) + "x", type: .grain)
            let subject = TargetSubject(id: try MinionID("web1"), grains: ["a": ["b": "c"]])
            #expect((try? matcher.matches(target, subject)) == (isFine ? false : nil), "\(stars)")
        }
    }

    @Test func `a mistyped nodegroup is named with the nearest`() throws {
        let error = #expect(throws: Diagnostic.self) { try matches("nestd", .nodegroup) }
        #expect(error?.hint == "did you mean 'nested'?")
    }
}
