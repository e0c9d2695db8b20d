import Testing

@testable import HAProxy

struct BackendPlanTests {
    private let one = BackendServer(address: "10.0.0.1", port: 80)
    private let two = BackendServer(address: "10.0.0.2", port: 80)
    private let three = BackendServer(address: "10.0.0.3", port: 80)

    private func reference(_ slot: Int) -> ServerReference { ServerReference(backend: "b", server: "s\(slot)") }

    /// `nil` is a slot in maintenance without a server.
    private func slots(_ servers: [(BackendServer, ServerAdministration)?]) -> [ServerState] {
        servers.enumerated().map { index, slot in
            let bits =
                switch slot?.1 {
                case .ready: 4
                case .drain: 8
                case .maint, nil: 1
                }
            let target = slot?.0 ?? BackendServer(address: "127.0.0.1", port: 1)
            return ServerState(
                reference: reference(index + 1), address: target.address, port: target.port, operation: .running,
                weight: 1,
                administrationBits: bits)
        }
    }

    private func plan(
        _ current: [(BackendServer, ServerAdministration)?], _ desired: [BackendServer], busy: Set<String> = [],
        retirement: BackendPlan.Retirement = .maint
    ) -> BackendPlan {
        .between(backend: "b", current: slots(current), desired: desired, busy: busy, retirement: retirement)
    }

    @Test func `nothing to do is no command`() {
        #expect(plan([(one, .ready), nil], [one]).isEmpty)
        #expect(plan([nil, nil], []).isEmpty)
        #expect(plan([(one, .ready), (two, .ready)], [two, one]).isEmpty)
    }

    @Test func `a new server is ready before an old one leaves`() {
        let plan = plan([(one, .ready), nil], [two])
        #expect(
            plan.commands == [
                .setAddress(reference(2), two), .setState(reference(2), .ready), .setState(reference(1), .maint),
            ])
        #expect(plan.table == SlotTable(servers: [nil, two]))
        #expect(plan.arriving == [two])
        #expect(plan.leaving == [reference(1)])
    }

    @Test func `a slot that has the address already is taken again`() {
        #expect(plan([nil, (one, .maint)], [one]).commands == [.setState(reference(2), .ready)])
        #expect(plan([nil, (one, .drain)], [one]).commands == [.setState(reference(2), .ready)])
    }

    @Test func `of two slots with one address the one with traffic stays`() {
        #expect(plan([(one, .maint), (one, .ready)], [one]).isEmpty)
        #expect(plan([(one, .ready), (one, .ready)], [one]).commands == [.setState(reference(2), .maint)])
    }

    @Test func `a slot with sessions is the last to get another server`() {
        let plan = plan([(one, .maint), (two, .maint)], [three], busy: ["s1"])
        #expect(plan.commands.first == .setAddress(reference(2), three))
    }

    @Test func `too few slots plan nothing and say how many are missing`() {
        let plan = plan([(one, .ready), nil], [one, two, three])
        #expect(plan.missingSlots == 1)
        #expect(plan.commands.isEmpty)
    }

    @Test func `a full backend cannot swap in place without losing requests`() {
        #expect(plan([(one, .ready)], [two]).missingSlots == 1)
    }

    @Test func `drain leaves the checks on and is not repeated`() {
        #expect(plan([(one, .ready)], [], retirement: .drain).commands == [.setState(reference(1), .drain)])
        #expect(plan([(one, .drain)], [], retirement: .drain).isEmpty)
        #expect(plan([(one, .drain)], []).commands == [.setState(reference(1), .maint)])
    }

    @Test func `a server wanted twice takes one slot`() {
        #expect(plan([nil, nil], [one, one]).table == SlotTable(servers: [one, nil]))
    }

    @Test func `a table keeps servers in their slots and grows when it must`() {
        let table = SlotTable(servers: [one, two])
        #expect(table.filled(with: [two, three]) == SlotTable(servers: [three, two]))
        #expect(table.filled(with: [one, two, three]).servers.count == 3)
        #expect(SlotTable(servers: [nil, nil, one]).resized(to: 2) == SlotTable(servers: [one, nil]))
    }
}
