import Glibc
package import Values

/// The processors.
package struct ProcessorGrains: GrainCollector {
    package init() {}

    package func collect(from files: any FileReading) -> ValueMap {
        var grains: ValueMap = ["num_cpus": .int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))]
        for line in lines("/proc/cpuinfo", files) {
            let halves = line.split(separator: ":", maxSplits: 1)
            guard halves.count == 2 else { continue }
            let value = String(halves[1].drop { $0 == " " })
            switch halves[0].split(whereSeparator: \.isWhitespace).joined(separator: " ") {
            case "model name": grains["cpu_model"] = .string(value)
            case "flags", "Features": grains["cpu_flags"] = .strings(value.split(separator: " ").map(String.init))
            default: continue
            }
            if grains["cpu_model"] != nil, grains["cpu_flags"] != nil { break }
        }
        return grains
    }
}
