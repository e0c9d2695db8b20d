import Logging
package import Model
package import Values

/// Everything that a minion can ask of the master. Whom it is comes from its certificate, never from what it says.
package struct MinionGateway: Sendable {
    let keys: KeyService
    let jobs: JobService
    let files: FileService
    let pillars: any PillarRendering
    let received: ReceivedFiles
    private var mine: MineService { MineService(jobs: jobs) }
    package var workload: Workload { jobs.workload }

    package init(
        keys: KeyService, jobs: JobService, files: FileService, pillars: any PillarRendering, received: ReceivedFiles
    ) {
        self.keys = keys
        self.jobs = jobs
        self.files = files
        self.pillars = pillars
        self.received = received
    }

    package func enrol(_ request: EnrolmentRequest) async throws -> EnrolmentReply { try await keys.enrol(request) }

    /// The minion that a certificate belongs to; nil when it was rejected or deleted, or has a newer one.
    ///
    /// - Throws: when that can't be looked up; a minion must not take it for a refusal, which makes it enrol again.
    package func authorise(id: String, serial: String) async throws -> MinionID? {
        do {
            return try await keys.authorise(id: id, serial: serial)
        } catch {
            jobs.logger.error("a certificate can't be checked", metadata: ["error": "\(error)"])
            throw error
        }
    }

    /// A new certificate for the minion's key: `{"certificate"}`.
    ///
    /// - Parameter serial: of the certificate that the request came with.
    package func renew(_ minion: MinionID, showing serial: String) async throws -> Value {
        ["certificate": .string(try await keys.renew(minion, showing: serial).pem)]
    }

    /// Opens the minion's line. What it has not answered yet comes first.
    ///
    /// - Throws: a `Refusal` when the key was rejected or deleted since the request was let in: whoever does that ends
    ///   the lines that are open, and this one was not open yet.
    package func connect(_ minion: MinionID) async throws -> MinionConnection {
        let connection = await jobs.switchboard.connect(minion)
        guard try await isStillAccepted(minion) else {
            await connection.close()
            throw Refusal(.forbidden, "the key of '\(minion)' is not accepted")
        }
        do {
            for line in try await jobs.owed(to: minion) { await jobs.switchboard.send(line, to: minion) }
        } catch {
            jobs.logger.error(
                "the jobs of a minion can't be read", metadata: ["minion.id": "\(minion)", "error": "\(error)"])
        }
        await jobs.events.publish(
            Event(tag: "salt/minion/\(minion)/start", data: ["id": .string(minion.text), "cmd": "_minion_event"]))
        return connection
    }

    private func isStillAccepted(_ minion: MinionID) async throws -> Bool {
        do {
            return try await keys.isAccepted(minion)
        } catch {
            await jobs.switchboard.cut(minion)
            throw error
        }
    }

    package func save(grains: ValueMap, of minion: MinionID) async throws {
        try await jobs.minionStore.save(grains: grains, of: minion)
    }

    package func record(returnBody: Value, from minion: MinionID) async throws {
        let answer = try JobReturn(body: returnBody, from: minion)
        if let own = answer.own { return try await jobs.record(answer, own: own) }
        try await jobs.record(answer)
    }

    /// A minion has begun a job by itself, of which it tells as of an order: `{"taken"}`, whether the ledger has it.
    package func begin(jobBody: Value, on minion: MinionID) async throws -> Value {
        let order = try JobOrder(value: jobBody)
        guard order.schedule != nil else { throw Diagnostic("a job of a minion's own has no 'schedule'") }
        return ["taken": .bool(try await jobs.begin(own: order, on: minion))]
    }

    /// What a minion asks of the mine: `{"return": ...}`.
    package func mine(request: Value, from minion: MinionID) async throws -> Value {
        ["return": try await mine.answer(try MineRequest(value: request), from: minion)]
    }

    /// Publishes what a minion reports: `{"events": [{"tag", "data"}]}`. Its id is put into the data.
    package func report(eventBody: Value, from minion: MinionID) async throws {
        let tags = MinionTags(minion: minion)
        for item in eventBody["events"]?.list ?? [] {
            guard let tag = item["tag"]?.string else { throw Diagnostic("an event has no 'tag'") }
            guard tags.allow(tag) else {
                // Left out, not refused: the minion would send the whole batch again, and nothing after it.
                jobs.logger.warning(
                    "an event that a minion may not publish is left out",
                    metadata: ["minion.id": "\(minion)", "event.tag": "\(tag.prefix(128))"])
                continue
            }
            var data = item["data"]?.map ?? [:]
            // Reactors that were written for Salt look for what a minion sent under 'data'.
            if tags.isOwn(tag), data["data"] == nil, !data.isEmpty { data["data"] = .map(data) }
            data["id"] = .string(minion.text)
            await jobs.publish(Event(tag: tag, data: data))
        }
    }

    /// The minion's own pillar: a `PillarRequest` in, `{"pillar"}` out, with `_errors` in it where something is wrong.
    package func pillar(request: Value, for minion: MinionID) async throws -> Value {
        ["pillar": .map(try await pillars.pillar(for: minion, PillarRequest(value: request)).value)]
    }

    package func manifest(environment: String) async throws -> (body: Value, digest: String) {
        try await files.manifest(environment: environment)
    }

    package func file(
        path: String, environment: String, stretch: Range<Int>?, of version: String?
    ) async throws -> ServedPart? {
        try await files.file(path: path, environment: environment, stretch: stretch, of: version)
    }

    /// Begins to take a file that a minion pushes; it is among that minion's own, whatever its path says.
    package func receive(path: String, size: Int, from minion: MinionID) async throws -> IncomingFile {
        do {
            return try received.begin(path, size: size, from: minion)
        } catch let refusal as Refusal {
            jobs.logger.notice(
                "a file that a minion pushes is not taken",
                metadata: ["minion.id": "\(minion)", "file": "\(path.prefix(256))", "reason": "\(refusal.message)"])
            throw refusal
        }
    }
}
