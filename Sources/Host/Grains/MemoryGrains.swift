package import Values

/// The memory, in MiB.
package struct MemoryGrains: GrainCollector {
    package init() {}

    package func collect(from files: any FileReading) -> ValueMap {
        var grains: ValueMap = [:]
        for line in lines("/proc/meminfo", files) where line.hasPrefix("MemTotal:") || line.hasPrefix("SwapTotal:") {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count > 1, let kilobytes = Int(words[1]) else { continue }
            if words[0] == "MemTotal:" { grains["mem_total"] = .int(kilobytes / 1024) }
            if words[0] == "SwapTotal:" { grains["swap_total"] = .int(kilobytes / 1024) }
        }
        return grains
    }
}
