package import Values

/// One call to make on minions (`fun`, `arg`, `kwarg` of Salt).
package struct FunctionCall: Sendable, Hashable {
    package var function: FunctionName
    package var arguments: [Value]
    package var keywords: ValueMap

    package init(_ function: FunctionName, arguments: [Value] = [], keywords: ValueMap = [:]) {
        self.function = function
        self.arguments = arguments
        self.keywords = keywords
    }

    package var value: Value {
        ["fun": .string(function.description), "arg": .list(arguments), "kwarg": .map(keywords)]
    }

    package init(value: Value) throws(Diagnostic) {
        guard let name = value["fun"]?.string else { throw Diagnostic("a call has no 'fun'") }
        self.init(try FunctionName(name), arguments: value["arg"]?.list ?? [], keywords: value["kwarg"]?.map ?? [:])
    }
}

/// A job as the master keeps it: stored before anyone hears of it.
package struct Job: Sendable, Hashable {
    /// `expires` of a job that a minion started by itself: no order of it is ever in time.
    package static let neverOrdered: Int64 = 0

    package var id: JobID
    package var call: FunctionCall
    package var target: Target
    package var user: String
    /// The minions that it is for, fixed when it is published.
    package var minions: [MinionID]
    /// Microseconds since 1970 after which it must not start any more.
    package var expires: Int64
    /// The ids that the target lists and no accepted minion had when it was published: nobody was asked for these.
    package var unknown: [String]

    package init(
        id: JobID, call: FunctionCall, target: Target, user: String, minions: [MinionID], expires: Int64,
        unknown: [String] = []
    ) {
        self.id = id
        self.call = call
        self.target = target
        self.user = user
        self.minions = minions
        self.expires = expires
        self.unknown = unknown
    }
}

/// A job as one minion hears of it: one line of JSON on its stream.
package struct JobOrder: Sendable, Hashable {
    package var id: JobID
    package var call: FunctionCall
    /// Microseconds since 1970 after which it must not start any more, by the master's clock.
    package var expires: Int64
    /// When it was sent, by the master's clock: the minion's may differ.
    package var sent: Int64?
    /// Of a job that the minion starts by itself: what its schedule calls it.
    package var schedule: String?
    /// Whether the master is given the return; `return_job: False` in a schedule says no.
    package var returnsToMaster = true

    package init(id: JobID, call: FunctionCall, expires: Int64, sent: Int64? = nil) {
        self.id = id
        self.call = call
        self.expires = expires
        self.sent = sent
    }

    package var value: Value {
        var value: ValueMap = ["jid": .string(id.text), "call": call.value, "expires": .int(Int(expires))]
        if let sent { value["sent"] = .int(Int(sent)) }
        if let schedule { value["schedule"] = .string(schedule) }
        if !returnsToMaster { value["return_job"] = false }
        return .map(value)
    }

    package init(value: Value) throws(Diagnostic) {
        guard let jid = value["jid"]?.string, let call = value["call"], let expires = value["expires"]?.int else {
            throw Diagnostic("a job order lacks 'jid', 'call' or 'expires'")
        }
        self.init(
            id: try JobID(jid), call: try FunctionCall(value: call), expires: Int64(expires),
            sent: value["sent"]?.int.map(Int64.init))
        schedule = value["schedule"]?.string
        returnsToMaster = value["return_job"]?.bool ?? true
    }
}

/// What a minion called by itself, so that the master can keep it as a job.
package struct OwnCall: Sendable, Hashable {
    /// What the minion's schedule calls it.
    package var schedule: String
    package var arguments: [Value]
    package var keywords: ValueMap

    package init(schedule: String, arguments: [Value] = [], keywords: ValueMap = [:]) {
        self.schedule = schedule
        self.arguments = arguments
        self.keywords = keywords
    }
}

/// What one minion made of a job.
package struct JobReturn: Sendable, Hashable {
    package var id: JobID
    package var minion: MinionID
    package var function: FunctionName
    package var value: Value
    /// 0 is success.
    package var retcode: Int
    /// The outputter that the function asks for, such as `highstate`.
    package var outputter: String?
    /// Of a job that the minion started by itself: no master knows it yet.
    package var own: OwnCall?
    /// Whether the minion says that it did not begin the job, and why instead of a value.
    package var isRefusal = false

    package init(
        id: JobID, minion: MinionID, function: FunctionName, value: Value, retcode: Int, outputter: String? = nil
    ) {
        self.id = id
        self.minion = minion
        self.function = function
        self.value = value
        self.retcode = retcode
        self.outputter = outputter
    }

    package var isSuccess: Bool { outcome == .succeeded }

    /// The body that a minion posts; its identity is never taken from here but from its certificate.
    package var body: Value {
        var body: ValueMap = [
            "jid": .string(id.text), "fun": .string(function.description), "return": value, "retcode": .int(retcode),
            "out": Value(outputter),
        ]
        if isRefusal { body["refused"] = true }
        if let own {
            body["schedule"] = .string(own.schedule)
            body["fun_args"] = .list(own.arguments)
            body["fun_kwargs"] = .map(own.keywords)
        }
        return .map(body)
    }

    package init(body: Value, from minion: MinionID) throws(Diagnostic) {
        guard let jid = body["jid"]?.string, let function = body["fun"]?.string, let retcode = body["retcode"]?.int
        else { throw Diagnostic("a return lacks 'jid', 'fun' or 'retcode'") }
        self.init(
            id: try JobID(jid), minion: minion, function: try FunctionName(function), value: body["return"] ?? .null,
            retcode: retcode, outputter: body["out"]?.string)
        isRefusal = body["refused"]?.bool ?? false
        if isRefusal, retcode == 0 { self.retcode = 1 }
        own = body["schedule"]?.string.map { name in
            OwnCall(
                schedule: name, arguments: body["fun_args"]?.list ?? [], keywords: body["fun_kwargs"]?.map ?? [:])
        }
    }
}
