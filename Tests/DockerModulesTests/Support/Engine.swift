import Docker
import Glibc

/// A real Docker engine of the tests' own, started once for the whole run, with an image made from Debian's static
/// busybox.
///
/// It ends with the test process, however that ends: a shell beside it waits for the end of a pipe that only the tests
/// hold open.
final class Engine: Sendable {
    static let image = "pigeon-modules:1.0"

    /// The one engine. A failure to start fails every test that needs it.
    static func shared() async throws -> DockerClient { try await starting.value.client }

    /// The path of an archive as `docker save` writes them, with the image `loaded:1`.
    static func archive() async throws -> String { try await starting.value.directory + "/saved.tar" }

    /// A folder that is a registry with `app:1`, and the script `serve` that answers one request for it.
    static func registry() async throws -> String { try await starting.value.directory + "/www" }

    private static let starting = Task { try await Engine() }

    private let client: DockerClient
    private let directory: String
    /// Open until the process ends.
    private let lifeline: Int32

    private init() async throws {
        directory = "/tmp/pigeon-modules-\(getpid())"
        guard mkdir(directory, 0o700) == 0 else { throw Failure(description: "mkdir \(directory) failed") }
        lifeline = try Self.spawn(Self.script(directory: directory))
        client = try DockerClient(url: "unix://\(directory)/docker.sock")
        try await waitUntilReady()
        _ = try await client.images.importFileSystem(
            file: "\(directory)/image.tar", as: ImageReference(Self.image),
            changes: ["CMD [\"/bin/sleep\", \"1000\"]", "ENV IMAGE=own"])
    }

    private func waitUntilReady() async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            do throws(DockerError) { return try await client.system.ping() } catch {
                guard ContinuousClock.now < deadline else {
                    throw Failure(description: "dockerd did not start: \(error)")
                }
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Makes a file system and an archive, then runs an engine until its input ends.
    private static func script(directory: String) -> String {
        #"""
        set -e; cd \#(directory)
        mkdir -p root/bin; cp /bin/busybox root/bin/
        for name in sh sleep echo cat true false seq nc nslookup wc; do ln -s busybox root/bin/$name; done
        tar -C root -cf image.tar .
        printf '{"architecture":"%s","os":"linux","config":{"Cmd":["/bin/true"]},"rootfs":%s}' \
            $(dpkg --print-architecture) \
            "{\"type\":\"layers\",\"diff_ids\":[\"sha256:$(sha256sum <image.tar | cut -c1-64)\"]}" >config.json
        mkdir saved; cp config.json saved/; cp image.tar saved/layer.tar
        echo '[{"Config":"config.json","RepoTags":["loaded:1"],"Layers":["layer.tar"]}]' >saved/manifest.json
        tar -C saved -cf saved.tar .
        sed -i 's/true/false/' config.json # another image than the archive's
        mkdir -p www/v2/app/blobs www/v2/app/manifests; gzip -nc image.tar >layer
        part() {
            digest=sha256:$(sha256sum <$2 | cut -c1-64); cp $2 www/v2/app/blobs/$digest
            printf '{"mediaType":"application/vnd.docker.%s","digest":"%s","size":%s}' $1 $digest $(stat -c %s $2)
        }
        printf '{"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}' \
            application/vnd.docker.distribution.manifest.v2+json "$(part container.image.v1+json config.json)" \
            "$(part image.rootfs.diff.tar.gzip layer)" >manifest
        cp manifest www/v2/app/manifests/1; cp manifest www/v2/app/manifests/sha256:$(sha256sum <manifest | cut -c1-64)
        cat >www/serve <<'END'
        read method path rest
        while read line && [ ${#line} -gt 1 ]; do :; done
        file=/www${path%/}; type=application/vnd.docker.distribution.manifest.v2+json
        case $path in */manifests/*) ;; *) type=application/octet-stream ;; esac
        if [ -d $file ]; then file=/www/serve; fi
        if [ -f $file ]; then status="200 OK"; else status="404 Not Found"; file=/dev/null; type=application/json; fi
        printf 'HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %s\r\nConnection: close\r\n\r\n' \
            "$status" $type $(wc -c <$file)
        if [ $method = GET ]; then cat $file; fi
        END
        dockerd --data-root $PWD/data --exec-root $PWD/exec -p $PWD/engine.pid -H unix://$PWD/docker.sock \
            --iptables=false >engine.log 2>&1 & engine=$!
        set +e; cat >/dev/null
        kill -TERM $engine; wait $engine; cd /; rm -rf \#(directory)
        """#
    }

    /// - Returns: the writing end of the shell's input, which no other program inherits.
    private static func spawn(_ script: String) throws -> Int32 {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure(description: "no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        // The tests' own output must not be held open after their end.
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var words: [UnsafeMutablePointer<CChar>?] = [strdup("sh"), strdup("-c"), strdup(script), nil]
        defer { words.forEach { free($0) } }
        var process = pid_t()
        guard posix_spawnp(&process, "sh", &actions, nil, &words, environ) == 0 else {
            throw Failure(description: "no shell")
        }
        close(ends[0])
        return ends[1]
    }
}
