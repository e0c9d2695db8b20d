import Glibc

extension MinionsStage {
    /// The master's and the minions' files, before anything is started.
    func configure() throws {
        // Others on the host may look around here: what they must not read has to be closed to them by itself.
        chmod(directory, 0o755)
        for name in ["etc", "states", "states/reactions", "more", "dev", "reactions", "pillar", "watched", "said"] {
            mkdir(path(name), 0o755)
        }
        try TextFile.write(master(root: "master", port: port), to: path("etc/master"))
        try TextFile.write("base: {'*': [shared], 'web*': [web]}\n", to: path("pillar/top.sls"))
        try TextFile.write("site: here\n", to: path("pillar/shared.sls"))
        try TextFile.write("role: web\n", to: path("pillar/web.sls"))
        let started = "started:\n  file.managed: [{name: \(path("startup-was-here")), contents: yes}]\n"
        try TextFile.write(started, to: path("states/startup.sls"))
        let slow = "slow:\n  cmd.run: [{name: 'echo begin >> \(path("slow")); sleep 2; echo end >> \(path("slow"))'}]\n"
        try TextFile.write(slow + "after:\n  test.nop: []\n", to: path("states/slow.sls"))
        try TextFile.write(reaction("served"), to: path("states/reactions/served.sls"))
        try TextFile.write(reaction("globbed"), to: path("reactions/globbed.sls"))
        try writeRoots()
        for minion in Self.minions { try configure(minion) }
    }

    /// Files of two environments, and an orchestration.
    private func writeRoots() throws {
        for name in ["states/which": "base", "more/which": "more", "dev/which": "dev", "more/shared": "shared"] {
            try TextFile.write(name.value, to: path(name.key))
        }
        try TextFile.write("dev: {web2: [hello]}\n", to: path("dev/top.sls"))
        try TextFile.write(
            "hello:\n  test.show_notification: [{text: 'hello from {{ saltenv }}'}]\n", to: path("dev/hello.sls"))
        try TextFile.write(
            """
            who: {salt.runner: [{name: manage.up}]}
            ready: {salt.wait_for_event: [{name: trial/ready}, {id_list: [web2]}, {timeout: 30}]}

            """, to: path("states/watching.sls"))
    }

    /// - Parameter masters: as in the configuration; the stage's own by default.
    func configure(_ minion: String, masters: String? = nil, _ more: String = "") throws {
        mkdir(path(minion), 0o755)
        let own = minion == "db1" ? database : minion == "web1" ? web : ""
        try TextFile.write(
            """
            id: \(minion)
            root_dir: \(path(minion))
            master: \(masters ?? "https://127.0.0.1:\(port)")
            docker: {url: 'unix://\(path("no-docker.sock"))'}
            \(own)\(more)
            """, to: path("\(minion)/minion"))
    }

    func master(root: String, port: Int) -> String {
        """
        id: \(root)
        root_dir: \(path(root))
        interface: 127.0.0.1
        minion_port: \(port)
        presence_events: True
        loop_interval: 1
        file_roots: {base: [\(path("states")), \(path("more"))], dev: [\(path("dev")), \(path("more"))]}
        file_recv: True
        file_recv_max_size: 1
        schedule: {what is served: {function: fileserver.envs, seconds: 1}}
        pillar_roots: {base: [\(path("pillar"))]}
        nodegroups:
          webs: 'web*'
          most: 'N@webs and not web2 or L@db1'
        reactor:
          - 'trial/served': [salt://reactions/served.sls]
          - 'trial/globbed': [\(path("reactions"))/*.sls]
          - 'trial/lost': [salt://reactions/lost.sls]

        """
    }

    private func reaction(_ name: String) -> String {
        """
        note:
          local.cmd.run:
            - tgt: {{ data['id'] }}
            - args: [{cmd: 'echo {{ tag }} {{ data["data"]["word"] }} >> \(path(name))'}]

        """
    }

    private var database: String {
        """
        startup_states: sls
        sls_list: [startup]
        mine_functions:
          where: [{mine_function: cmd.run}, echo at db1]
          kept: [{mine_function: cmd.run}, echo for web1, {allow_tgt: web1}]
        beacons:
          watched:
            - beacon_module: inotify
            - files: {\(path("watched")): {mask: [create]}}
          diskusage: [{/: 0%}, {interval: 1}]

        """
    }

    private var web: String {
        """
        schedule:
          tick: {function: cmd.run, job_args: ['echo tick >> \(path("ticks"))'], seconds: 1}
          long:
            function: cmd.run
            job_args: ['echo begin >> \(path("long")); sleep 3; echo end >> \(path("long"))']
            seconds: 1
            maxrunning: 1
          at start: {function: cmd.run, job_args: ['touch \(path("at-start"))'], hours: 1}
          later: {function: cmd.run, job_args: ['touch \(path("later"))'], hours: 1, run_on_start: False}

        """
    }
}
