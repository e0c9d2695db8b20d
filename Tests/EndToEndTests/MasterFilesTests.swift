import Testing
import Values

extension OperationsTests {
    /// The file server's environments, files that minions push, and what the master does by itself.
    @Suite struct MasterFilesTests {
        @Test func `minions have every environment, and the first root that has a file wins`() async throws {
            let stage = try MinionsStage.shared
            #expect(try await stage.value("web1", "cp.envs") == ["web1": ["base", "dev"]])
            #expect(try await stage.value("web1", "cp.list_states", "saltenv=dev") == ["web1": ["hello", "top"]])
            for (url, text) in [
                ("salt://which", "base"), ("salt://which?saltenv=dev", "dev"), ("salt://shared?saltenv=dev", "shared"),
            ] {
                #expect(try await stage.value("web1", "cp.get_file_str", url) == ["web1": .string(text)])
            }
            #expect(try await stage.value("web2", "state.show_top") == ["web2": ["dev": ["hello"]]])
            let applied = try await stage.value("web2", "state.apply", "hello", "saltenv=dev")
            #expect(
                applied["web2"]?["test_|-hello_|-hello_|-show_notification"]?["comment"] == "hello from dev",
                "\(applied)")
            #expect(try await stage.value("run", "fileserver.envs") == ["base", "dev"])
            #expect(
                try await stage.value("run", "fileserver.file_list", "dev") == [
                    "hello.sls", "shared", "top.sls", "which",
                ])
        }

        @Test func `a file that is pushed is with the master, under its minion's name`() async throws {
            let stage = try MinionsStage.shared
            let (path, kept) = (stage.path("report"), stage.path("master/cache/minions/web1/files"))
            try TextFile.write("all is well\n", to: path)
            #expect(try await stage.value("web1", "cp.push", path, "remove_source=True") == ["web1": true])
            #expect(try TextFile.read("\(kept)\(path)") == "all is well\n")
            #expect(!TextFile.exists(path))
            try TextFile.write(String(repeating: "x", count: 1 << 20 + 1), to: path)
            let refused = try await stage.pigeon("web1", "cp.push", path, "upload_path=large", "remove_source=True")
            #expect(refused.code == 1)
            #expect("\(refused)".contains("file_recv_max_size"), "\(refused)")
            #expect(TextFile.exists(path) && !TextFile.exists("\(kept)/large"))
        }

        @Test func `the master runs its own schedule`() async throws {
            let stage = try MinionsStage.shared
            let ran = try await stage.hear("salt/run/*/ret")
            #expect(ran["user"] == "schedule" && ran["fun"] == "runner.fileserver.envs", "\(ran)")
        }

        @Test func `an orchestration calls runners, and waits for what a minion tells`() async throws {
            let stage = try MinionsStage.shared
            let orchestration = try stage.startPigeon("--out", "json", "run", "state.orchestrate", "watching")
            try await stage.eventually("the orchestration has seen the event") {
                _ = try await stage.pigeon("web2", "event.send", "trial/ready")
                return try orchestration.outputSoFar.contains("\n")
            }
            let answer = try await orchestration.answer(within: .seconds(40))
            #expect(answer.code == 0, "\(answer)")
            let states = try JSON.read(answer.out)["data"]?["master_master"] ?? .null
            #expect(
                states["salt_|-who_|-manage.up_|-runner"]?["changes"]?["return"] == ["db1", "web1", "web2"], "\(states)"
            )
            #expect(
                states["salt_|-ready_|-trial/ready_|-wait_for_event"]?["changes"] == ["minions_seen": ["web2"]],
                "\(states)")
        }
    }
}
