import Glibc
package import Values

/// The kernel and how it was started.
package struct KernelGrains: GrainCollector {
    package init() {}

    package func collect(from files: any FileReading) -> ValueMap {
        var names = utsname()
        uname(&names)
        let machine = text(names.machine)
        var grains: ValueMap = [
            "kernel": .string(text(names.sysname)), "nodename": .string(text(names.nodename)),
            "kernelrelease": .string(text(names.release)), "kernelversion": .string(text(names.version)),
            "cpuarch": .string(machine), "osarch": .string(Self.debianArchitecture[machine] ?? machine),
        ]
        let words = line("/proc/cmdline", files)?.split(separator: " ") ?? []
        grains["kernelparams"] = .list(
            words.map { word in
                let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return [.string(String(halves[0])), halves.count > 1 ? .string(String(halves[1])) : .null]
            })
        return grains
    }

    /// What `dpkg --print-architecture` says for a machine name of the kernel.
    private static let debianArchitecture = [
        "x86_64": "amd64", "aarch64": "arm64", "armv7l": "armhf", "i686": "i386", "ppc64le": "ppc64el",
        "riscv64": "riscv64", "s390x": "s390x",
    ]

    /// A field of `utsname` is a tuple of characters that ends with a zero.
    private func text<Field>(_ field: Field) -> String {
        withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
