import Glibc
import Subprocess
import Synchronization
import SystemPackage
import Values

/// Runs commands as child processes, each in a process group of its own, so that a timeout ends grandchildren too.
package struct SubprocessRunner: CommandRunner {
    private let accounts: any AccountLookup
    /// How long a process group may take to end after SIGTERM before it gets SIGKILL.
    private let grace: Duration

    package init(accounts: any AccountLookup, grace: Duration = .seconds(2)) {
        self.accounts = accounts
        self.grace = grace
    }

    package func run(_ request: CommandRequest) async throws -> CommandResult {
        let configuration = try configuration(for: request)
        let started = ProcessGroup()
        guard let timeout = request.timeout else {
            return try await collect(configuration, request, started)
        }
        return try await withThrowingTaskGroup(of: CommandResult.self) { group in
            group.addTask { try await collect(configuration, request, started) }
            group.addTask {
                try await Task.sleep(for: timeout)
                throw CommandError.timedOut(timeout)
            }
            defer { group.cancelAll() }
            do {
                guard let first = try await group.next() else { throw CommandError.timedOut(timeout) }
                return first
            } catch let error as CommandError {
                if case .timedOut = error { await started.end(grace: grace) }
                throw error
            }
        }
    }

    private func collect(
        _ configuration: Configuration, _ request: CommandRequest, _ started: ProcessGroup
    ) async throws -> CommandResult {
        do {
            let limit = request.outputLimit
            let result = try await Subprocess.run(
                configuration,
                input: .fileDescriptor(try Self.input(request.input), closeAfterSpawningProcess: true),
                output: .bytes(limit: limit), error: .bytes(limit: limit)
            ) { execution in
                started.note(execution.processIdentifier.value)
            }
            return CommandResult(
                pid: Int(result.processIdentifier.value), exitCode: Self.exitCode(result.terminationStatus),
                output: result.standardOutput, errors: result.standardError)
        } catch let error as SubprocessError {
            throw Self.translated(error, request)
        }
    }

    /// A file without a name that holds what a command may read. A pipe would end this process with SIGPIPE when the command
    /// leaves its input unread.
    private static func input(_ bytes: [UInt8]) throws -> FileDescriptor {
        guard !bytes.isEmpty else { return try FileDescriptor.open("/dev/null", .readOnly, options: .closeOnExec) }
        let directory = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        let path = FilePath("\(directory)/.pigeon-input-\(getpid())-\(UInt64.random(in: 0 ... .max))")
        let descriptor = try FileDescriptor.open(
            path, .readWrite, options: [.create, .exclusiveCreate, .closeOnExec], permissions: .ownerReadWrite)
        unlink(path.string)
        do {
            try descriptor.writeAll(bytes)
            try descriptor.seek(offset: 0, from: FileDescriptor.SeekOrigin.start)
        } catch {
            try descriptor.close()
            throw error
        }
        return descriptor
    }

    private func configuration(for request: CommandRequest) throws -> Configuration {
        let words = request.words
        guard let program = words.first, !program.isEmpty else { throw CommandError.empty }
        let account = try request.user.map { name in
            guard let account = accounts.user(name) else { throw CommandError.noAccount(name) }
            return account
        }
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: grace)
        ]
        let all = try identity(account, group: request.group) + words
        return Configuration(
            executable: all[0].contains("/") ? .path(FilePath(all[0])) : .name(all[0]),
            arguments: Arguments(Array(all.dropFirst())), environment: environment(request, account),
            workingDirectory: FilePath(try directory(request, account)), platformOptions: options)
    }

    /// The words that change the account before the command; asking for the one that this process has is no change.
    ///
    /// A program does it, since glibc's `setuid` and `setgroups` wait for locks that another thread may hold at the moment
    /// of the fork: called between fork and exec they hang now and then.
    private func identity(_ account: Account?, group: String?) throws -> [String] {
        let group = try group.map { name in
            guard let group = accounts.group(name) else { throw CommandError.noGroup(name) }
            return group
        }
        if let account, account.id != geteuid() {
            let groups = accounts.groups(of: account).map(String.init).joined(separator: ",")
            let primary = group?.id ?? account.groupID
            return ["setpriv", "--reuid", "\(account.id)", "--regid", "\(primary)", "--groups", groups, "--"]
        }
        guard let group, group.id != getegid() else { return [] }
        return ["setpriv", "--regid", "\(group.id)", "--keep-groups", "--"]
    }

    private func directory(_ request: CommandRequest, _ account: Account?) throws -> String {
        if let directory = request.directory {
            var status = stat()
            guard directory.hasPrefix("/"), stat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
                throw CommandError.noDirectory(directory)
            }
            return directory
        }
        let home = (account ?? accounts.user(String(geteuid())))?.home ?? "/"
        return access(home, X_OK) == 0 ? home : "/"
    }

    private func environment(_ request: CommandRequest, _ account: Account?) -> Environment {
        var changes: [Environment.Key: String?] = [:]
        if let account {
            changes["HOME"] = account.home
            changes["USER"] = account.name
            changes["LOGNAME"] = account.name
            changes["SHELL"] = account.shell
        }
        for (name, value) in request.environment { changes[Environment.Key(stringLiteral: name)] = value }
        return .inherit.updating(changes)
    }

    private static func exitCode(_ status: TerminationStatus) -> Int {
        switch status {
        case .exited(let code): Int(code)
        case .signaled(let signal): -Int(signal)
        }
    }

    private static func translated(_ error: SubprocessError, _ request: CommandRequest) -> CommandError {
        let program = request.words.first ?? ""
        switch error.code {
        case .executableNotFound: return .notFound(program)
        case .failedToChangeWorkingDirectory: return .noDirectory(request.directory ?? "")
        case .outputLimitExceeded: return .tooMuchOutput(limit: request.outputLimit)
        default: return .notStarted(command: program, reason: error.description)
        }
    }
}

/// The process group of a started command, kept so that what outlives its leader can be ended as well.
private final class ProcessGroup: Sendable {
    private let leader = Mutex<pid_t?>(nil)

    func note(_ pid: pid_t) { leader.withLock { $0 = pid } }

    func end(grace: Duration) async {
        guard let pid = leader.withLock({ $0 }) else { return }
        killpg(pid, SIGTERM)
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: grace)
        while clock.now < deadline, killpg(pid, 0) == 0 {
            do { try await clock.sleep(for: .milliseconds(10)) } catch { break }
        }
        killpg(pid, SIGKILL)
    }
}
