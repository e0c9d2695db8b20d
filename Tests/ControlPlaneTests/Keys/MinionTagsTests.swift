import Model
import Testing

@testable import ControlPlane

struct MinionTagsTests {
    @Test(arguments: [
        ("salt/job/20261121000000000000/prog/web1/3", true), ("salt/job/20261121000000000000/prog/web2/3", false),
        ("salt/job/20261121000000000000/ret/web1", false), ("salt/job/20261121000000000000/new", false),
        ("salt/state_result/20261121000000000000/web1/deploy", true), ("salt/beacon/web1/load", true),
        ("salt/beacon/web2/load", false), ("salt/key", false), ("salt/auth", false), ("salt/run/1/ret", false),
        ("pigeon/schedule/nightly", false), ("pigeon/stack/app/switched", false), ("myco/deployed", true),
        ("pigeon/container/web1/start", true), ("pigeon/container/web2/start", false),
        ("pigeon/job/20261121000000000000/running/web1", true),
        ("pigeon/job/20261121000000000000/running/web2", false),
        ("pigeon/job/20261121000000000000/ret/web1", false),
    ])
    func `a minion speaks for itself only`(tag: String, isAllowed: Bool) throws {
        #expect(MinionTags(minion: try MinionID("web1")).allow(tag) == isAllowed)
    }
}
