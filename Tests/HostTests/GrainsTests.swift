import Glibc
import Host
import Testing
import Values

/// Files that exist only in a test.
struct FakeFiles: FileReading {
    var texts: [String: String]

    func status(of path: String, following: Bool) throws(FileError) -> FileStatus? {
        texts[path].map { FileStatus(kind: .file, size: $0.utf8.count) }
    }

    func read(_ path: String) throws(FileError) -> [UInt8] {
        guard let text = texts[path] else { throw FileError("read", path, code: ENOENT) }
        return Array(text.utf8)
    }

    func list(_ path: String) throws(FileError) -> [String] { throw FileError("list", path, code: ENOENT) }
    func linkTarget(of path: String) throws(FileError) -> String { throw FileError("read", path, code: EINVAL) }
}

struct GrainsTests {
    @Test func `Debian 12 is named as Salt names it`() {
        let files = FakeFiles(texts: [
            "/etc/os-release": """
            PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
            NAME="Debian GNU/Linux"
            VERSION_ID="12"
            VERSION_CODENAME=bookworm
            ID=debian
            """
        ])
        let grains = OperatingSystemGrains().collect(from: files)
        #expect(grains["os"] == "Debian")
        #expect(grains["os_family"] == "Debian")
        #expect(grains["osfullname"] == "Debian GNU/Linux")
        #expect(grains["oscodename"] == "bookworm")
        #expect(grains["osrelease"] == "12")
        #expect(grains["osmajorrelease"] == 12)
        #expect(grains["osrelease_info"] == [12])
        #expect(grains["osfinger"] == "Debian-12")
    }

    @Test func `Ubuntu's finger keeps the minor release`() {
        let files = FakeFiles(texts: [
            "/etc/os-release": "NAME=\"Ubuntu\"\nVERSION_ID=\"22.04\"\nID=ubuntu\nVERSION_CODENAME=jammy"
        ])
        let grains = OperatingSystemGrains().collect(from: files)
        #expect(grains["osfinger"] == "Ubuntu-22.04")
        #expect(grains["os_family"] == "Debian")
        #expect(grains["osmajorrelease"] == 22)
    }

    @Test func `memory is in MiB and kernel parameters are pairs`() {
        let files = FakeFiles(texts: [
            "/proc/meminfo": "MemTotal:        2048000 kB\nSwapTotal:       0 kB",
            "/proc/cmdline": "quiet root=/dev/sda1 ro",
        ])
        #expect(MemoryGrains().collect(from: files) == ["mem_total": 2000, "swap_total": 0])
        let kernel = KernelGrains().collect(from: files)
        #expect(kernel["kernelparams"] == [["quiet", nil], ["root", "/dev/sda1"], ["ro", nil]])
    }

    @Test func `this host has the loopback address and configured grains win`() async throws {
        let grains = try await Grains().collect(id: "web1", configured: [["role": "a", "os": "x"], ["role": "b"]])
        #expect(grains["id"] == "web1")
        #expect(grains["ipv4"]?.list?.contains("127.0.0.1") == true)
        #expect(grains["ip_interfaces"]?["lo"]?.list?.contains("127.0.0.1") == true)
        #expect(grains["role"] == "b")
        #expect(grains["os"] == "x")
        #expect(grains["pid"] == .int(Int(getpid())))
    }
}
