import Docker
import Testing
import Values

/// What is read back from a container's labels, over what `inspect` would show.
@Suite struct ContainerRecordTests {
    private static let image = "sha256:1"

    private func resolved(_ arguments: ValueMap) throws -> ContainerSpecification {
        var asked = try specification(arguments)
        asked.imageID = Self.image
        return asked
    }

    /// A container as the engine shows it, with fields that were changed since.
    private func shown(_ asked: ContainerSpecification, _ changes: ValueMap = [:]) -> ContainerDetails {
        let body = asked.creation(plainDigest).body
        let container: Value = [
            "Id": "0123456789abcdef", "Image": .string(Self.image), "Config": body,
            "HostConfig": body["HostConfig"] ?? [:],
            "NetworkSettings": ["Networks": .map(asked.networks ?? ["bridge": [:]])],
        ]
        return ContainerDetails(container.merged(with: .map(changes)))
    }

    private func action(_ changes: ValueMap, made old: ValueMap, asked new: ValueMap) throws
        -> ContainerDifference.Action
    {
        let current = ContainerSpecification(recordedIn: shown(try resolved(old), changes), plainDigest)
        return ContainerDifference(from: current, to: try resolved(new))
            .action
    }

    @Test func `a record is read back as it was`() throws {
        let asked = try resolved([
            "env": ["A": "b=c", "GONE": nil], "labels": ["x"], "networks": ["a"], "mem_limit": "64M",
        ])
        #expect(ContainerSpecification(recordedIn: shown(asked), plainDigest) == asked)
    }

    @Test(
        arguments: [
            ["Config": ["Labels": ["pigeon.specification": "{}"]]],
            ["Config": ["Labels": ["pigeon.specification": "no JSON"]]],
            ["Config": ["Labels": ["pigeon.spec": "other"]]],
            ["Config": ["Env": ["A=changed"]]],
            ["Config": ["Labels": nil]],
        ] as [ValueMap])
    func `a container whose record does not prove itself is replaced`(changes: ValueMap) throws {
        let asked = try resolved(["env": ["A": 1]])
        let details = shown(asked, changes)
        #expect(ContainerSpecification(recordedIn: details, plainDigest) == nil)
        #expect(ContainerDifference(from: nil, to: asked).action == .replace)
    }

    @Test func `a tag that moved between resolving and making is found out`() throws {
        #expect(try action(["Image": "sha256:2"], made: [:], asked: [:]) == .replace)
    }

    @Test func `a limit that was changed by hand is put right in place`() throws {
        let found = try action(["HostConfig": ["CpuShares": 5]], made: ["cpu_shares": 9], asked: ["cpu_shares": 9])
        guard case .update(let update) = found else { Issue.record("\(found)"); return }
        #expect(update.resources == ["CpuShares": 9])
    }

    /// Otherwise every run would change it again.
    @Test func `a limit that the kernel lacks is kept, and a new value makes a new container`() throws {
        let dropped: ValueMap = ["HostConfig": ["BlkioWeight": 0]]
        #expect(try action(dropped, made: ["blkio_weight": 300], asked: ["blkio_weight": 300]) == .keep)
        #expect(try action(dropped, made: ["blkio_weight": 300], asked: ["blkio_weight": 400]) == .replace)
    }

    @Test func `a limit that was set in place and is no longer asked for makes a new container`() throws {
        #expect(try action(["HostConfig": ["CpuShares": 5]], made: [:], asked: [:]) == .replace)
    }

    @Test func `a network that someone else connected is disconnected`() throws {
        let more: ValueMap = ["NetworkSettings": ["Networks": ["b": ["Aliases": ["0123456789ab"]]]]]
        let found = try action(more, made: ["networks": ["a"]], asked: ["networks": ["a"]])
        guard case .update(let update) = found else { Issue.record("\(found)"); return }
        #expect(update.disconnect == ["b"])
        #expect(update.connect.isEmpty)
    }
}
