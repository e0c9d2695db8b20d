extension Engine {
    /// Makes a file system, an archive and a registry's files, then runs an engine until its input ends.
    static func script(directory: String) -> String {
        #"""
        set -e; cd \#(directory)
        mkdir -p root/bin; cp /bin/busybox root/bin/
        for name in sh sleep echo cat true false env id httpd nc; do ln -s busybox root/bin/$name; done
        tar -C root -cf image.tar .
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
        echo good >root/note; tar -C root -cf good.tar .; publish good good.tar
        echo broken >root/note; tar -C root -cf broken.tar .; publish broken broken.tar; rm $blobs/sha256:$layer
        config $(digest <image.tar) >config.json
        mkdir saved; cp config.json saved/; cp image.tar saved/layer.tar
        echo '[{"Config":"config.json","RepoTags":["loaded:1"],"Layers":["layer.tar"]}]' >saved/manifest.json
        tar -C saved -cf saved.tar .
        dockerd --data-root $PWD/data --exec-root $PWD/exec -p $PWD/engine.pid -H unix://$PWD/docker.sock \
            --max-download-attempts 1 >engine.log 2>&1 & engine=$!
        set +e; cat >/dev/null
        kill -TERM $engine; wait $engine; cd /; rm -rf \#(directory)
        """#
    }
}
