import Docker
import Testing
import Values

@Suite struct ContainerDifferenceTests {
    private func difference(_ old: ValueMap, _ new: ValueMap) throws -> ContainerDifference {
        ContainerDifference(from: try specification(old), to: try specification(new))
    }

    /// One field of each row changes from nothing to the row's value.
    @Test(arguments: ArgumentRow.all)
    func `a new value of any argument is seen, and the same value is not`(row: ArgumentRow) throws {
        #expect(try difference(row.arguments, row.arguments).action == .keep)
        let found = try difference(row.with, row.arguments)
        if row.name == "restart", row.value == false {
            #expect(found.action == .keep)
            return
        }
        #expect(found.action != .keep)
        #expect(!found.changes.isEmpty)
    }

    @Test(
        arguments: [
            (["mem_limit": "64M"], ["mem_limit": "128M"], ["Memory": 134_217_728, "MemorySwap": 268_435_456]),
            ([:], ["mem_limit": "64M"], ["Memory": 67_108_864, "MemorySwap": 134_217_728]),
            (
                ["mem_limit": "64M", "memswap_limit": "64M"], ["mem_limit": "128M", "memswap_limit": "128M"],
                ["Memory": 134_217_728, "MemorySwap": 134_217_728]
            ),
            (["cpu_shares": 1], ["cpu_shares": 2], ["CpuShares": 2]),
            (["pids_limit": 1], ["pids_limit": 2], ["PidsLimit": 2]),
            (["cpuset": "0"], ["cpuset": "0-1"], ["CpusetCpus": "0-1"]),
            ([:], ["restart": "always"], ["RestartPolicy": ["Name": "always", "MaximumRetryCount": 0]]),
            (["restart": "always"], [:], ["RestartPolicy": ["Name": "no", "MaximumRetryCount": 0]]),
        ] as [(ValueMap, ValueMap, ValueMap)])
    func `limits and the restart policy are changed in place`(old: ValueMap, new: ValueMap, update: ValueMap) throws {
        guard case .update(let found) = try difference(old, new).action else { Issue.record("no update"); return }
        #expect(found.resources == update)
        #expect(found.connect.isEmpty && found.disconnect.isEmpty)
    }

    @Test(
        arguments: [
            (["mem_limit": "64M"], [:]),
            (["cpu_shares": 1], [:]),
            (["mem_limit": "64M"], ["mem_limit": "64M", "memswap_limit": "64M"]),
            (["mem_limit": "64M"], ["mem_limit": "128M", "env": ["A": 1]]),
            (["labels": ["a"]], ["labels": ["b"]]),
            (["image": "a:1"], ["image": "a:2"]),
        ] as [(ValueMap, ValueMap)])
    func `what the engine can't change makes a new container`(old: ValueMap, new: ValueMap) throws {
        #expect(try difference(old, new).action == .replace)
    }

    @Test func `only the networks that differ are connected anew`() throws {
        let found = try difference(
            ["networks": ["a", ["b": ["aliases": "x"]], "c"]], ["networks": ["a", ["b": ["aliases": "y"]], "d"]])
        guard case .update(let update) = found.action else { Issue.record("no update"); return }
        #expect(update.disconnect == ["b", "c"])
        #expect(update.connect.map(\.network) == ["b", "d"])
        #expect(update.connect.first?.endpoint == ["Aliases": ["y"]])
        #expect(
            found.changes.report == [
                "Networks": [
                    "b": ["Aliases": ["old": ["x"], "new": ["y"]]], "c": ["old": [:], "new": nil],
                    "d": ["old": nil, "new": [:]],
                ]
            ])
    }

    @Test func `without networks the container keeps those that it has`() throws {
        #expect(try difference(["networks": ["a"]], [:]).action == .keep)
    }

    @Test func `another tag on the same image is the same container`() throws {
        var old = try specification(["image": "a:1"])
        var new = try specification(["image": "a:2"])
        (old.imageID, new.imageID) = ("sha256:1", "sha256:1")
        #expect(ContainerDifference(from: old, to: new).action == .keep)
        #expect(old.digest(plainDigest) == new.digest(plainDigest))
        new.imageID = "sha256:2"
        #expect(ContainerDifference(from: old, to: new).action == .replace)
        #expect(
            ContainerDifference(from: old, to: new).changes.report == ["Image": ["old": "sha256:1", "new": "sha256:2"]])
    }

    @Test func `a watched file that changed makes a new container`() throws {
        let old = try specification([:])
        var new = old
        new.watchedFiles = ["/etc/app.conf": "1"]
        #expect(ContainerDifference(from: old, to: new).action == .replace)
    }

    @Test func `a container without a record is replaced`() throws {
        #expect(ContainerDifference(from: nil, to: try specification([:])).action == .replace)
    }

    @Test func `the digest does not depend on the way things were written`() throws {
        let one = try specification([
            "env": ["B": 2, "A": 1], "labels": ["x=1", "y"], "binds": "/a:/b:rw", "mem_limit": 0,
        ])
        let two = try specification(["binds": ["/a:/b"], "label": ["y": "", "x": "1"], "environment": ["A=1", "B=2"]])
        #expect(one.digest(plainDigest) == two.digest(plainDigest))
    }

    @Test func `values of variables that look like secrets are not reported`() throws {
        let found = try difference(
            ["env": ["DB_PASSWORD": "old", "MODE": "a"]], ["env": ["DB_PASSWORD": "new", "MODE": "b"]])
        #expect(
            found.changes.report == [
                "Config": [
                    "Env": ["old": ["DB_PASSWORD=**********", "MODE=a"], "new": ["DB_PASSWORD=**********", "MODE=b"]]
                ]
            ])
    }

    @Test func `the record in the labels has no values of the environment`() throws {
        let labels = try specification(["env": ["DB_PASSWORD": "hunter2"]]).labels(plainDigest)
        #expect(!labels.contains { $0.1.contains("hunter2") })
        #expect(labels.contains { $0.1.contains("DB_PASSWORD=") })
    }
}
