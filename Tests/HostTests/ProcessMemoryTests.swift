import Host
import Testing

struct ProcessMemoryTests {
    @Test func `only code of files counts: what can be written, or belongs to no file, may hold more than the file`() {
        let maps = """
            55f0c0a00000-55f0c0e13000 r--p 00000000 fe:00 4907159                    /usr/bin/pigeon-minion
            55f0c0e14000-55f0c2080000 r-xp 00413000 fe:00 4907159                    /usr/bin/pigeon-minion
            55f0c2080000-55f0c2116000 r--p 0167f000 fe:00 4907159                    /usr/bin/pigeon-minion
            55f0c2117000-55f0c23d0000 rw-p 01715000 fe:00 4907159                    /usr/bin/pigeon-minion
            7fa8e0000000-7fa8e0021000 rw-p 00000000 00:00 0 
            7fa8e0021000-7fa8e0022000 r-xp 00000000 00:00 0 
            7fa8e1000000-7fa8e1001000 rwxp 00000000 fe:00 17                         /opt/odd
            7fa8e78a4000-7fa8e79f9000 r-xp 00026000 fe:00 332717                     /opt/a library/libc.so.6 (deleted)
            7ffd0a2f6000-7ffd0a2f8000 r-xp 00000000 00:00 0                          [vdso]
            """
        #expect(
            ProcessMemory.codeMappings(maps) == [
                0x55f0_c0e1_4000..<0x55f0_c208_0000, 0x7fa8_e78a_4000..<0x7fa8_e79f_9000,
            ])
    }

    @Test func `what goes on meanwhile goes on`() async throws {
        let sums = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try await DedicatedThread.run { _ in
                        (1...20_000).reduce(0) { $0 + String($1 * $1, radix: 7).utf8.count }
                    }
                }
            }
            for _ in 0..<20 { try ProcessMemory.giveBack() }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(sums.count == 1)
    }
}
