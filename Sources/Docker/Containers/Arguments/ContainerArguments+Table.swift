import Values

extension ContainerArguments {
    /// Every argument of `docker_container.running`. The first rows steer how the others are read.
    static let all: [ContainerArgument] = steering + naming + processes + namespaces + resources + files + networking

    private static let steering: [ContainerArgument] = [
        .option("ignore_collisions") { (value, options) throws(ArgumentRefusal) in
            options.ignoresCollisions = try ArgumentForm.flag(value)
        },
        .option("validate_ip_addrs") { (value, options) throws(ArgumentRefusal) in
            options.validatesAddresses = try ArgumentForm.flag(value)
        },
        .option("skip_translate") { (value, _) throws(ArgumentRefusal) in
            if value.isTruthy { throw ArgumentRefusal("arguments are always translated here; leave it out") }
        },
        .option("force") { (value, options) throws(ArgumentRefusal) in options.force = try ArgumentForm.flag(value) },
        .option("start") { (value, options) throws(ArgumentRefusal) in options.start = try ArgumentForm.flag(value) },
        .option("state") { (value, options) throws(ArgumentRefusal) in
            guard let state = value.string, state == "running" || state == "stopped" else {
                throw .expected("running or stopped", value)
            }
            options.start = state == "running"
        },
        .option("watch_action") { (value, options) throws(ArgumentRefusal) in
            options.watchAction = try ArgumentForm.text(value)
        },
        .option("shutdown_timeout") { (value, options) throws(ArgumentRefusal) in
            options.shutdownTimeout = try ArgumentForm.duration(value)
        },
        .option("client_timeout") { (value, options) throws(ArgumentRefusal) in
            options.clientTimeout = try ArgumentForm.duration(value)
        },
    ]

    private static let naming: [ContainerArgument] = [
        ContainerArgument("image") { (value, draft) throws(ArgumentRefusal) in
            draft.image = try ArgumentForm.text(value)
        },
        .config("Labels", "labels", "label", as: .labels),
        .config("Hostname", "hostname", as: .text),
        .config("Domainname", "domainname", as: .text),
    ]

    private static let processes: [ContainerArgument] = [
        .config("Cmd", "command", "cmd", as: .words),
        .config("Entrypoint", "entrypoint", as: .words),
        .config("Env", "environment", "env", as: .environment),
        .config("User", "user", as: .text),
        .config("WorkingDir", "working_dir", "workdir", as: .absolutePath),
        .config("Tty", "tty", as: .flag),
        .config("OpenStdin", "stdin_open", "interactive", as: .flag),
        ContainerArgument("detach") { (value, draft) throws(ArgumentRefusal) in
            if try ArgumentForm.flag(value) { return }
            draft.config["AttachStdout"] = true
            draft.config["AttachStderr"] = true
        },
        .config("StopSignal", "stop_signal", as: .text),
        .config("StopTimeout", "stop_timeout", as: .integer),
        .config("Healthcheck", "healthcheck", as: .healthcheck),
        .host("Init", "init", as: .flag),
        .host("AutoRemove", "auto_remove", "rm", as: .flag),
        .host("RestartPolicy", "restart_policy", "restart", as: .restartPolicy),
        .host("Runtime", "runtime", as: .text),
        ContainerArgument("log_driver") { (value, draft) throws(ArgumentRefusal) in
            draft.logDriver = try ArgumentForm.text(value)
        },
        ContainerArgument("log_opt") { (value, draft) throws(ArgumentRefusal) in
            draft.logOptions = try ArgumentForm.textMap.read(value).map
        },
        ContainerArgument("log_config") { (value, draft) throws(ArgumentRefusal) in
            guard draft.logDriver == nil, draft.logOptions == nil else {
                throw ArgumentRefusal("log_driver and log_opt say the same; keep one of the two ways")
            }
            let given = try ArgumentForm.mapping.read(value)
            draft.logDriver = try ArgumentForm.text(given["Type"] ?? given["type"] ?? "")
            draft.logOptions = try ArgumentForm.textMap.read(given["Config"] ?? given["config"] ?? [:]).map
        },
    ]

    private static let namespaces: [ContainerArgument] = [
        .host("Privileged", "privileged", as: .flag),
        .host("CapAdd", "cap_add", as: .textSet),
        .host("CapDrop", "cap_drop", as: .textSet),
        .host("SecurityOpt", "security_opt", "security_opts", as: .texts),
        .host("GroupAdd", "group_add", as: .texts),
        .host("IpcMode", "ipc_mode", "ipc", as: .text),
        .host("PidMode", "pid_mode", as: .text),
        .host("UsernsMode", "userns_mode", "user_ns_mode", as: .text),
        .host("UTSMode", "uts_mode", as: .text),
        .host("CgroupnsMode", "cgroupns", as: .text),
        .host("CgroupParent", "cgroup_parent", as: .text),
        .host("Isolation", "isolation", as: .text),
        .host("Sysctls", "sysctls", "sysctl", as: .textMap),
        .host("LxcConf", "lxc_conf", as: .keysAndValues),
    ]

    private static let resources: [ContainerArgument] = [
        .host("Memory", "mem_limit", "memory", as: .bytes),
        .host("MemorySwap", "memswap_limit", "memory_swap", as: .bytes),
        .host("MemoryReservation", "mem_reservation", as: .bytes),
        .host("MemorySwappiness", "mem_swappiness", as: .integer),
        .host("ShmSize", "shm_size", as: .bytes),
        .host("NanoCpus", "cpus", as: .cores),
        ContainerArgument("nano_cpus") { (value, draft) throws(ArgumentRefusal) in
            guard draft.hostConfig["NanoCpus"] == nil else { throw ArgumentRefusal("cpus says the same; keep one") }
            draft.hostConfig["NanoCpus"] = .int(try ArgumentForm.integer(value))
        },
        .host("CpuShares", "cpu_shares", as: .integer),
        .host("CpuPeriod", "cpu_period", as: .integer),
        .host("CpuQuota", "cpu_quota", as: .integer),
        .host("CpuRealtimePeriod", "cpu_rt_period", as: .integer),
        .host("CpuRealtimeRuntime", "cpu_rt_runtime", as: .integer),
        .host("CpuGroup", "cpu_group", as: .integer),
        .host("CpusetCpus", "cpuset_cpus", "cpuset", as: .text),
        .host("CpusetMems", "cpuset_mems", as: .text),
        .host("PidsLimit", "pids_limit", as: .integer),
        .host("OomKillDisable", "oom_kill_disable", as: .flag),
        .host("OomScoreAdj", "oom_score_adj", as: .integer),
        .host("Ulimits", "ulimits", "ulimit", as: .ulimits),
        .host("BlkioWeight", "blkio_weight", as: .integer),
        .host("BlkioWeightDevice", "blkio_weight_device", as: .deviceWeights),
        .host("BlkioDeviceReadBps", "device_read_bps", as: .deviceByteRates),
        .host("BlkioDeviceWriteBps", "device_write_bps", as: .deviceByteRates),
        .host("BlkioDeviceReadIOps", "device_read_iops", as: .deviceOperationRates),
        .host("BlkioDeviceWriteIOps", "device_write_iops", as: .deviceOperationRates),
    ]

    private static let files: [ContainerArgument] = [
        .host("Binds", "binds", as: .binds),
        .config("Volumes", "volumes", "volume", as: .volumes),
        .host("VolumesFrom", "volumes_from", as: .texts),
        .host("VolumeDriver", "volume_driver", as: .text),
        .host("Tmpfs", "tmpfs", as: .tmpfs),
        .host("Mounts", "mounts", as: .mounts),
        .host("Devices", "devices", as: .devices),
        .host("DeviceRequests", "device_requests", as: .deviceRequests),
        .host("DeviceCgroupRules", "device_cgroup_rules", as: .texts),
        .host("ReadonlyRootfs", "read_only", as: .flag),
        .host("StorageOpt", "storage_opt", as: .textMap),
    ]

    private static let networking: [ContainerArgument] = [
        .config("ExposedPorts", "ports", "expose", as: .exposedPorts),
        ContainerArgument("port_bindings", ["publish"]) { (value, draft) throws(ArgumentRefusal) in
            let form = ArgumentForm.portBindings(validatingAddresses: draft.options.validatesAddresses)
            draft.hostConfig["PortBindings"] = try form.read(value)
        },
        .host("PublishAllPorts", "publish_all_ports", "publish_all", as: .flag),
        ContainerArgument("networks") { (value, draft) throws(ArgumentRefusal) in
            draft.networks = try ArgumentForm.networks(validating: draft.options.validatesAddresses).read(value).map
        },
        .host("NetworkMode", "network_mode", as: .text),
        .config("NetworkDisabled", "network_disabled", as: .flag),
        .config("MacAddress", "mac_address", as: .text),
        ContainerArgument("dns") { (value, draft) throws(ArgumentRefusal) in
            draft.hostConfig["Dns"] = try ArgumentForm.addresses(validating: draft.options.validatesAddresses).read(
                value)
        },
        .host("DnsOptions", "dns_opt", "dns_option", as: .texts),
        .host("DnsSearch", "dns_search", as: .texts),
        ContainerArgument("extra_hosts") { (value, draft) throws(ArgumentRefusal) in
            let form = ArgumentForm.extraHosts(validating: draft.options.validatesAddresses)
            draft.hostConfig["ExtraHosts"] = try form.read(value)
        },
        .host("Links", "links", as: .links),
    ]
}
