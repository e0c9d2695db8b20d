import Docker
import Testing
import Values

/// One way to write an argument, and where and how the Engine API has it.
struct ArgumentRow: Sendable, CustomTestStringConvertible {
    let name: String
    let value: Value
    /// `Config.Tty`, `HostConfig.Memory`.
    let field: String
    let expected: Value
    /// Whether a real engine takes it here and shows it again.
    var isShown = true
    /// Needed beside it.
    var with: ValueMap = [:]

    init(_ name: String, _ value: Value, _ field: String, _ expected: Value, isShown: Bool = true, with: ValueMap = [:])
    {
        self.name = name
        self.value = value
        self.field = field
        self.expected = expected
        self.isShown = isShown
        self.with = with
    }

    var testDescription: String { "\(name): \(JSON.write(value))" }

    var arguments: ValueMap {
        var arguments = with
        arguments[name] = value
        return arguments
    }

    static let all: [ArgumentRow] = flags + numbers + texts + processes + lists + devices + ports + files + network

    private static let flags: [ArgumentRow] = [
        .init("auto_remove", true, "HostConfig.AutoRemove", true),
        .init("rm", true, "HostConfig.AutoRemove", true),
        .init("network_disabled", true, "Config.NetworkDisabled", true),
        .init("oom_kill_disable", true, "HostConfig.OomKillDisable", true, with: ["mem_limit": "64M"]),
        .init("privileged", true, "HostConfig.Privileged", true),
        .init("publish_all_ports", true, "HostConfig.PublishAllPorts", true),
        .init("publish_all", 1, "HostConfig.PublishAllPorts", true),
        .init("read_only", true, "HostConfig.ReadonlyRootfs", true),
        .init("stdin_open", true, "Config.OpenStdin", true),
        .init("interactive", true, "Config.OpenStdin", true),
        .init("tty", true, "Config.Tty", true),
        .init("init", true, "HostConfig.Init", true),
        .init("detach", false, "Config.AttachStdout", true),
    ]

    private static let numbers: [ArgumentRow] = [
        .init("blkio_weight", 300, "HostConfig.BlkioWeight", 300, isShown: false),
        .init("cpu_group", 1, "HostConfig.CpuGroup", 1, isShown: false),
        .init("cpu_period", 50000, "HostConfig.CpuPeriod", 50000),
        .init("cpu_quota", 25000, "HostConfig.CpuQuota", 25000),
        .init("cpu_shares", "512", "HostConfig.CpuShares", 512),
        .init("nano_cpus", 500_000_000, "HostConfig.NanoCpus", 500_000_000),
        .init("cpu_rt_period", 1_000_000, "HostConfig.CpuRealtimePeriod", 1_000_000, isShown: false),
        .init("cpu_rt_runtime", 950_000, "HostConfig.CpuRealtimeRuntime", 950_000, isShown: false),
        .init("cpus", 0.5, "HostConfig.NanoCpus", 500_000_000),
        .init("mem_swappiness", 10, "HostConfig.MemorySwappiness", 10, isShown: false),
        .init("oom_score_adj", 100, "HostConfig.OomScoreAdj", 100),
        .init("pids_limit", 50, "HostConfig.PidsLimit", 50),
        .init("stop_timeout", 3, "Config.StopTimeout", 3),
        .init("mem_limit", "512M", "HostConfig.Memory", 536_870_912),
        .init("mem_limit", 67_108_864, "HostConfig.Memory", 67_108_864),
        .init("memory", "1.5g", "HostConfig.Memory", 1_610_612_736),
        .init("memory", "64MB", "HostConfig.Memory", 67_108_864),
        .init(
            "memswap_limit", "1G", "HostConfig.MemorySwap", 1_073_741_824, isShown: false, with: ["mem_limit": "512M"]),
        .init("memory_swap", -1, "HostConfig.MemorySwap", -1, with: ["mem_limit": "512M"]),
        .init("mem_reservation", "32M", "HostConfig.MemoryReservation", 33_554_432),
        .init("shm_size", "2m", "HostConfig.ShmSize", 2_097_152),
    ]

    private static let texts: [ArgumentRow] = [
        .init("cpuset_cpus", "0", "HostConfig.CpusetCpus", "0"),
        .init("cpuset", "0-1", "HostConfig.CpusetCpus", "0-1"),
        .init("cpuset_mems", 0, "HostConfig.CpusetMems", "0"),
        .init("domainname", "example.org", "Config.Domainname", "example.org"),
        .init("hostname", "web1", "Config.Hostname", "web1"),
        .init("ipc_mode", "host", "HostConfig.IpcMode", "host"),
        .init("ipc", "private", "HostConfig.IpcMode", "private"),
        .init("isolation", "default", "HostConfig.Isolation", "default"),
        .init("mac_address", "02:42:ac:11:00:99", "Config.MacAddress", "02:42:ac:11:00:99"),
        .init("network_mode", "none", "HostConfig.NetworkMode", "none"),
        .init("pid_mode", "host", "HostConfig.PidMode", "host"),
        .init("uts_mode", "host", "HostConfig.UTSMode", "host"),
        .init("cgroupns", "host", "HostConfig.CgroupnsMode", "host"),
        .init("cgroup_parent", "/pigeon", "HostConfig.CgroupParent", "/pigeon"),
        .init(
            "log_config", ["Type": "json-file", "Config": ["max-file": 3]], "HostConfig.LogConfig",
            ["Type": "json-file", "Config": ["max-file": "3"]]),
        .init("stop_signal", "SIGINT", "Config.StopSignal", "SIGINT"),
        .init("userns_mode", "host", "HostConfig.UsernsMode", "host"),
        .init("user_ns_mode", "host", "HostConfig.UsernsMode", "host"),
        .init("volume_driver", "local", "HostConfig.VolumeDriver", "local"),
        .init("runtime", "runc", "HostConfig.Runtime", "runc"),
        .init("user", 1000, "Config.User", "1000"),
        .init("user", "nobody:nogroup", "Config.User", "nobody:nogroup"),
        .init("working_dir", "/srv", "Config.WorkingDir", "/srv"),
        .init("workdir", "/srv", "Config.WorkingDir", "/srv"),
        .init("log_driver", "none", "HostConfig.LogConfig", ["Type": "none", "Config": [:]]),
        .init(
            "log_opt", [["max-size": "10m"], ["max-file": 3]], "HostConfig.LogConfig",
            ["Type": "json-file", "Config": ["max-size": "10m", "max-file": "3"]], with: ["log_driver": "json-file"]),
        .init(
            "log_opt", "max-size=10m,max-file=3", "HostConfig.LogConfig",
            ["Type": "json-file", "Config": ["max-size": "10m", "max-file": "3"]], with: ["log_driver": "json-file"]),
    ]

    private static let processes: [ArgumentRow] = [
        .init("command", "sh -c 'echo \"a b\"' c\\ d", "Config.Cmd", ["sh", "-c", "echo \"a b\"", "c d"]),
        .init("cmd", ["sleep", 10], "Config.Cmd", ["sleep", "10"]),
        .init("entrypoint", "/bin/sh -c", "Config.Entrypoint", ["/bin/sh", "-c"]),
        .init(
            "environment", ["B": 2, "A": "x=y", "C": true, "V": 1.14], "Config.Env",
            ["A=x=y", "B=2", "C=True", "V=1.14"]),
        .init("env", ["B=2", "A=1"], "Config.Env", ["A=1", "B=2"]),
        .init("env", [["B": 2], ["A": 1]], "Config.Env", ["A=1", "B=2"]),
        .init("env", "A=1,B=2", "Config.Env", ["A=1", "B=2"]),
        .init("env", ["IMAGE": nil], "Config.Env", ["IMAGE"]),
        .init("restart_policy", "always", "HostConfig.RestartPolicy", ["Name": "always", "MaximumRetryCount": 0]),
        .init("restart", "on-failure:5", "HostConfig.RestartPolicy", ["Name": "on-failure", "MaximumRetryCount": 5]),
        .init(
            "restart", "unless-stopped", "HostConfig.RestartPolicy",
            ["Name": "unless-stopped", "MaximumRetryCount": 0]),
        .init("restart", false, "HostConfig.RestartPolicy", ["Name": "no", "MaximumRetryCount": 0]),
        .init(
            "healthcheck",
            ["test": "true", "interval": "30s", "timeout": 2, "retries": 3, "start_period": 1_000_000_000],
            "Config.Healthcheck",
            [
                "Test": ["CMD-SHELL", "true"], "Interval": 30_000_000_000, "Timeout": 2_000_000_000, "Retries": 3,
                "StartPeriod": 1_000_000_000,
            ]),
        .init("healthcheck", ["test": ["/bin/true"]], "Config.Healthcheck", ["Test": ["CMD", "/bin/true"]]),
        .init("healthcheck", ["disable": true], "Config.Healthcheck", ["Test": ["NONE"]]),
        .init("sysctls", ["net.core.somaxconn": 1024], "HostConfig.Sysctls", ["net.core.somaxconn": "1024"]),
        .init("sysctl", ["net.core.somaxconn=1024"], "HostConfig.Sysctls", ["net.core.somaxconn": "1024"]),
        .init(
            "ulimits", "nofile=1024:2048,core=0", "HostConfig.Ulimits",
            [["Name": "core", "Soft": 0, "Hard": 0], ["Name": "nofile", "Soft": 1024, "Hard": 2048]]),
        .init("ulimit", ["nofile=1024"], "HostConfig.Ulimits", [["Name": "nofile", "Soft": 1024, "Hard": 1024]]),
    ]

    private static let lists: [ArgumentRow] = [
        .init("cap_add", "SYS_ADMIN,NET_ADMIN", "HostConfig.CapAdd", ["NET_ADMIN", "SYS_ADMIN"], isShown: false),
        .init("cap_drop", ["CAP_MKNOD"], "HostConfig.CapDrop", ["CAP_MKNOD"]),
        .init("group_add", ["1000", 1001], "HostConfig.GroupAdd", ["1000", "1001"]),
        .init("security_opt", "no-new-privileges", "HostConfig.SecurityOpt", ["no-new-privileges"]),
        .init("security_opts", ["no-new-privileges"], "HostConfig.SecurityOpt", ["no-new-privileges"]),
        .init("volumes_from", "other", "HostConfig.VolumesFrom", ["other"], isShown: false),
        .init("storage_opt", ["size=1G"], "HostConfig.StorageOpt", ["size": "1G"], isShown: false),
        .init(
            "lxc_conf", ["lxc.utsname": "x"], "HostConfig.LxcConf", [["Key": "lxc.utsname", "Value": "x"]],
            isShown: false),
        .init(
            "labels", ["register_backend=true", "bare", ["n": 1]], "Config.Labels",
            ["register_backend": "true", "bare": "", "n": "1"]),
        .init("label", ["a": true, "b": nil], "Config.Labels", ["a": "True", "b": ""]),
    ]

    private static let devices: [ArgumentRow] = [
        .init(
            "devices", "/dev/null", "HostConfig.Devices",
            [["PathOnHost": "/dev/null", "PathInContainer": "/dev/null", "CgroupPermissions": "rwm"]]),
        .init(
            "devices", ["/dev/null:/dev/x:r"], "HostConfig.Devices",
            [["PathOnHost": "/dev/null", "PathInContainer": "/dev/x", "CgroupPermissions": "r"]]),
        .init("device_cgroup_rules", ["c 1:3 rwm"], "HostConfig.DeviceCgroupRules", ["c 1:3 rwm"]),
        .init(
            "device_requests", [["count": -1, "capabilities": ["gpu"]]], "HostConfig.DeviceRequests",
            [["Count": -1, "Capabilities": [["gpu"]]]], isShown: false),
        .init(
            "device_requests", [["DeviceIDs": ["0", "2"], "Capabilities": [["gpu", "nvidia"]]]],
            "HostConfig.DeviceRequests", [["DeviceIDs": ["0", "2"], "Capabilities": [["gpu", "nvidia"]]]],
            isShown: false),
        .init(
            "device_read_bps", "/dev/x:1mb", "HostConfig.BlkioDeviceReadBps", [["Path": "/dev/x", "Rate": 1_048_576]],
            isShown: false),
        .init(
            "device_write_bps", ["/dev/x:5"], "HostConfig.BlkioDeviceWriteBps", [["Path": "/dev/x", "Rate": 5]],
            isShown: false),
        .init(
            "device_read_iops", "/dev/x:100", "HostConfig.BlkioDeviceReadIOps", [["Path": "/dev/x", "Rate": 100]],
            isShown: false),
        .init(
            "device_write_iops", "/dev/x:100", "HostConfig.BlkioDeviceWriteIOps", [["Path": "/dev/x", "Rate": 100]],
            isShown: false),
        .init(
            "blkio_weight_device", "/dev/x:100", "HostConfig.BlkioWeightDevice", [["Path": "/dev/x", "Weight": 100]],
            isShown: false),
    ]

    private static let ports: [ArgumentRow] = [
        .init("ports", 8080, "Config.ExposedPorts", ["8080/tcp": [:]]),
        .init("expose", "80,53/udp", "Config.ExposedPorts", ["80/tcp": [:], "53/udp": [:]]),
        .init("ports", ["3000-3002"], "Config.ExposedPorts", ["3000/tcp": [:], "3001/tcp": [:], "3002/tcp": [:]]),
        .init("port_bindings", "8080:80", "HostConfig.PortBindings", ["80/tcp": [["HostIp": "", "HostPort": "8080"]]]),
        .init("port_bindings", "8080:80", "Config.ExposedPorts", ["80/tcp": [:]]),
        .init("publish", 80, "HostConfig.PortBindings", ["80/tcp": [["HostIp": "", "HostPort": ""]]]),
        .init(
            "publish", "127.0.0.1::53/udp", "HostConfig.PortBindings",
            ["53/udp": [["HostIp": "127.0.0.1", "HostPort": ""]]]),
        .init(
            "publish", ["127.0.0.1:8000-8001:80-81", "9000:80"], "HostConfig.PortBindings",
            [
                "80/tcp": [["HostIp": "127.0.0.1", "HostPort": "8000"], ["HostIp": "", "HostPort": "9000"]],
                "81/tcp": [["HostIp": "127.0.0.1", "HostPort": "8001"]],
            ]),
        .init(
            "publish", ["[::1]:8080:80"], "HostConfig.PortBindings",
            ["80/tcp": [["HostIp": "::1", "HostPort": "8080"]]]),
        .init(
            "publish", ["80/tcp": 8080], "HostConfig.PortBindings", ["80/tcp": [["HostIp": "", "HostPort": "8080"]]]),
    ]

    private static let files: [ArgumentRow] = [
        .init("binds", "/tmp:/a:ro,/tmp:/b", "HostConfig.Binds", ["/tmp:/a:ro", "/tmp:/b"]),
        .init("binds", "/tmp:/a:ro,z", "HostConfig.Binds", ["/tmp:/a:ro,z"]),
        .init("binds", ["/tmp:/a:rw", "data:/b"], "HostConfig.Binds", ["/tmp:/a", "data:/b"]),
        .init("binds", ["/tmp": ["bind": "/a", "mode": "ro"]], "HostConfig.Binds", ["/tmp:/a:ro"]),
        .init("binds", ["/tmp:/a"], "Config.Volumes", ["/a": [:]]),
        .init("volumes", "/a,/b", "Config.Volumes", ["/a": [:], "/b": [:]]),
        .init("volume", ["/a"], "Config.Volumes", ["/a": [:]]),
        .init(
            "mounts", [["type": "bind", "source": "/tmp", "target": "/a", "read_only": true]], "HostConfig.Mounts",
            [["Type": "bind", "Source": "/tmp", "Target": "/a", "ReadOnly": true]]),
        .init(
            "mounts", [["Target": "/b", "Source": "data", "ReadOnly": false]], "HostConfig.Mounts",
            [["Type": "volume", "Source": "data", "Target": "/b"]]),
        .init(
            "mounts", ["target": "/c", "type": "tmpfs", "TmpfsOptions": ["SizeBytes": 1_048_576]], "HostConfig.Mounts",
            [["Type": "tmpfs", "Target": "/c", "TmpfsOptions": ["SizeBytes": 1_048_576]]]),
        .init("tmpfs", ["/run": "rw,size=1m"], "HostConfig.Tmpfs", ["/run": "rw,size=1m"]),
        .init("tmpfs", ["/run:size=1m", "/x"], "HostConfig.Tmpfs", ["/run": "size=1m", "/x": ""]),
    ]

    private static let network: [ArgumentRow] = [
        .init("dns", "8.8.8.8,::1", "HostConfig.Dns", ["8.8.8.8", "::1"]),
        .init("dns_opt", ["ndots:1"], "HostConfig.DnsOptions", ["ndots:1"]),
        .init("dns_option", "ndots:1", "HostConfig.DnsOptions", ["ndots:1"]),
        .init("dns_search", "a.org,b.org", "HostConfig.DnsSearch", ["a.org", "b.org"]),
        .init("extra_hosts", ["b:10.0.0.2", "a:10.0.0.1"], "HostConfig.ExtraHosts", ["a:10.0.0.1", "b:10.0.0.2"]),
        .init("extra_hosts", ["gw": "host-gateway"], "HostConfig.ExtraHosts", ["gw:host-gateway"]),
        .init("links", ["db:database", "cache"], "HostConfig.Links", ["cache:cache", "db:database"], isShown: false),
    ]
}
