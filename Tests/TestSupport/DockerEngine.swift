import Glibc

/// A real Docker engine of the tests' own, started once for the whole run, with an image made from Debian's static
/// busybox, an archive and a registry. It ends with the test process, however that ends.
package final class DockerEngine: Sendable {
    /// Sleeps when nothing else is said; has `ENV IMAGE=own` and `LABEL from=image`.
    package static let image = "pigeon-test:1.0"

    /// The one engine. A failure to start fails every test that needs it.
    package static func shared() async throws -> DockerEngine { try await starting.value }

    private static let starting = Task { try await DockerEngine() }

    /// `unix://...`
    package var url: String { "unix://\(directory)/docker.sock" }

    /// The path of an archive as `docker save` writes them, with the image `loaded:1`.
    package var archive: String { "\(directory)/saved.tar" }

    /// `host:port` of a registry with `app:good` and `app:broken`, whose layer is missing.
    package var registry: String { files.address }

    private let directory: String
    private let files: Registry
    private let script: LifelineScript

    private init() async throws {
        directory = "/tmp/pigeon-docker-\(getpid())"
        try check(mkdir(directory, 0o700), "mkdir \(directory)")
        files = try Registry(folder: directory + "/www")
        script = try LifelineScript(Self.script(directory: directory))
        let deadline = ContinuousClock.now + .seconds(120)
        while access("\(directory)/ready", F_OK) != 0 {
            if access("\(directory)/ended", F_OK) == 0 || ContinuousClock.now > deadline {
                let log = try TextFile.read("\(directory)/engine.log").split(separator: "\n").suffix(5)
                throw SystemFailure(reason: "dockerd does not work:\n\(log.joined(separator: "\n"))")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Makes a file system, an archive and a registry's files, then runs an engine until its input ends.
    private static func script(directory: String) -> String {
        #"""
        cd \#(directory) || exit
        docker() { command docker -H unix://$PWD/docker.sock "$@"; }
        files() {
            set -e
            mkdir -p root/bin; cp /bin/busybox root/bin/
            for name in sh sleep echo cat true false env id httpd nc nslookup seq wc; do
                ln -s busybox root/bin/$name
            done
            tar -C root -cf image.tar .
            echo good >root/note; tar -C root -cf good.tar .; publish good good.tar
            echo broken >root/note; tar -C root -cf broken.tar .; publish broken broken.tar; rm $blobs/sha256:$layer
            config $(digest <image.tar) >config.json
            mkdir saved; cp config.json saved/; cp image.tar saved/layer.tar
            echo '[{"Config":"config.json","RepoTags":["loaded:1"],"Layers":["layer.tar"]}]' >saved/manifest.json
            tar -C saved -cf saved.tar .
        }
        digest() { sha256sum | cut -c1-64; }
        config() { printf '{"architecture":"%s","os":"linux","config":{"Cmd":["/bin/true"]},"rootfs":%s}' \
            $(dpkg --print-architecture) "{\"type\":\"layers\",\"diff_ids\":[\"sha256:$1\"]}"; }
        part() { printf '{"mediaType":"application/vnd.docker.%s","digest":"sha256:%s","size":%s}' $1 $2 $3; }
        manifest() { printf '{"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}' \
            application/vnd.docker.distribution.manifest.v2+json "$1" "$2"; }
        publish() {
            blobs=www/v2/app/blobs; manifests=www/v2/app/manifests; mkdir -p $blobs $manifests
            config $(digest <$2) >config.json; config=$(digest <config.json); cp config.json $blobs/sha256:$config
            gzip -nc $2 >layer.gz; layer=$(digest <layer.gz); cp layer.gz $blobs/sha256:$layer
            manifest "$(part container.image.v1+json $config $(stat -c %s config.json))" \
                "$(part image.rootfs.diff.tar.gzip $layer $(stat -c %s layer.gz))" >$manifests/$1
            cp $manifests/$1 $manifests/sha256:$(digest <$manifests/$1)
        }
        ready() {
            until docker version; do kill -0 $engine || return; sleep 0.1; done
            docker import -c 'CMD ["/bin/sleep", "1000"]' -c "ENV IMAGE=own" -c "LABEL from=image" \
                image.tar \#(image) && touch ready
        }
        (files) >engine.log 2>&1
        dockerd --data-root $PWD/data --exec-root $PWD/exec -p $PWD/engine.pid -H unix://$PWD/docker.sock \
            --iptables=false --max-download-attempts 1 >>engine.log 2>&1 & engine=$!
        ready >>engine.log 2>&1 || touch ended
        cat >/dev/null
        kill -TERM $engine; wait $engine; cd /; rm -rf \#(directory)
        """#
    }
}
