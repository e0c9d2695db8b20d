import Compiler
import Cryptography
import Execution
import Host
import Model
import Values

/// `file.*`: looking at files. Changes are the business of states.
struct FileModule {
    let files: any FileReading
    let accounts: any AccountLookup

    var functions: [ExecutionFunction] { questions + paths + contents }

    private var questions: [ExecutionFunction] {
        [
            question("file.file_exists", "Whether a file is there.") { files.isFile($0) },
            question("file.directory_exists", "Whether a directory is there.") { files.isDirectory($0) },
            question("file.path_exists_glob", "Whether anything is there.") { files.exists($0) },
            question("file.access", "Whether anything is there.") { files.exists($0) },
            question("file.is_link", "Whether it is a symbolic link.") { files.isLink($0) },
            question("file.is_text", "Whether a file begins with text, by Salt's guess.") { path in
                beginning(of: path, 512).map { !BinaryGuess.isBinary($0) } ?? false
            },
            question("file.is_binary", "Whether a file begins with something else than text.") { path in
                files.isFile(path) && beginning(of: path, 2048).map(BinaryGuess.isBinary) ?? false
            },
            .init(
                "file.contains", "Whether a file has a text.", parameters: [.required("path"), .required("text")]
            ) { call, _ in
                let path = try call.text("path")
                guard files.isFile(path) else { return FunctionResult(false) }
                return FunctionResult(.bool(try files.readText(path).contains(try call.text("text"))))
            },
        ]
    }

    private func question(
        _ name: FunctionName, _ summary: String, _ answer: @escaping @Sendable (String) -> Bool
    ) -> ExecutionFunction {
        .init(name, summary, parameters: [.required("path")]) { call, _ in
            FunctionResult(.bool(answer(try call.text("path"))))
        }
    }

    /// Nil for what can't be read.
    private func beginning(of path: String, _ count: Int) -> [UInt8]? {
        do { return try files.read(path, first: count) } catch { return nil }
    }

    private var paths: [ExecutionFunction] {
        [
            .init("file.dirname", "The directory part of a path.", parameters: [.required("path")]) { call, _ in
                FunctionResult(.string(PathText.directory(of: try call.text("path"))))
            },
            .init("file.basename", "The last part of a path.", parameters: [.required("path")]) { call, _ in
                FunctionResult(.string(PathText.name(of: try call.text("path"))))
            },
            .init("file.join", "Parts joined to a path.", parameters: [.variadic("args")]) { call, _ in
                FunctionResult(.string(PathText.join(call.rest.compactMap(\.scalarText))))
            },
            .init("file.normpath", "A path without detours.", parameters: [.required("path")]) { call, _ in
                FunctionResult(.string(PathText.normalized(try call.text("path"))))
            },
            .init("file.readdir", "The names in a directory.", parameters: [.required("path")]) { call, _ in
                FunctionResult(.strings([".", ".."] + (try files.list(try call.text("path")))))
            },
            .init(
                "file.readlink", "What a symbolic link leads to.",
                parameters: [.required("path"), .optional("canonicalize", false)]
            ) { call, _ in
                FunctionResult(.string(try files.linkTarget(of: try call.text("path"))))
            },
        ]
    }

    private var contents: [ExecutionFunction] {
        [
            .init(
                "file.read", "The text of a file.", parameters: [.required("path"), .optional("binary", false)]
            ) { call, _ in
                FunctionResult(.string(try files.readText(try call.text("path"))))
            },
            .init(
                "file.get_hash", "The hash of a file.", parameters: [.required("path"), .optional("form", "sha256")]
            ) { call, _ in
                let bytes = try files.read(try call.text("path"))
                return FunctionResult(.string(try HashFunction.hex(of: bytes, as: try call.text("form"))))
            },
            .init(
                "file.stats", "Owner, mode, size and times.",
                parameters: [.required("path"), .optional("hash_type"), .optional("follow_symlinks", true)]
            ) { call, _ in
                FunctionResult(try stats(try call.text("path"), following: try call.flag("follow_symlinks")))
            },
            .init(
                "file.get_mode", "The mode of a path.",
                parameters: [.required("path"), .optional("follow_symlinks", true)]
            ) { call, _ in
                let status = try files.status(of: try call.text("path"))
                return FunctionResult(.string(status.map { FileMode(bits: $0.mode).description } ?? ""))
            },
            .init(
                "file.get_user", "Who owns a path.",
                parameters: [.required("path"), .optional("follow_symlinks", true)]
            ) { call, _ in
                let status = try files.status(of: try call.text("path"))
                return FunctionResult(status.map { .string(accounts.userName($0.userID)) } ?? false)
            },
            .init(
                "file.get_group", "The group of a path.",
                parameters: [.required("path"), .optional("follow_symlinks", true)]
            ) { call, _ in
                let status = try files.status(of: try call.text("path"))
                return FunctionResult(status.map { .string(accounts.groupName($0.groupID)) } ?? false)
            },
        ]
    }

    private func stats(_ path: String, following: Bool) throws -> Value {
        guard let status = try files.status(of: path, following: following) else {
            throw Diagnostic("Path not found: \(path)")
        }
        let kinds: [FileStatus.Kind: String] = [.file: "file", .directory: "dir", .symlink: "link", .other: "other"]
        return [
            "inode": .int(Int(status.inode)), "uid": .int(Int(status.userID)), "gid": .int(Int(status.groupID)),
            "group": .string(accounts.groupName(status.groupID)), "user": .string(accounts.userName(status.userID)),
            "atime": .double(status.accessed), "mtime": .double(status.modified), "size": .int(status.size),
            "mode": .string(FileMode(bits: status.mode).description), "type": Value(kinds[status.kind]),
            "target": .string(path),
        ]
    }
}
