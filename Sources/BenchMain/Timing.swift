import Glibc
import Jinja
import Values

/// Times the rendering of cases, with the template cached and with everything made afresh.
enum Timing {
    /// How many parts a measurement has; the fastest counts, which is the one that others disturbed least.
    private static let parts = 20

    static func run(casesAt path: String, seconds: Double) throws {
        for value in try JSON.read(try text(of: path), file: path).list ?? [] {
            let subject = RenderCase(value)
            let template = try subject.environment().template(source: subject.template, name: subject.name)
            let cached = try fastest(seconds) { _ = try template.render(values: subject.context) }
            let fresh = try fastest(seconds) {
                let template = try subject.environment().template(source: subject.template, name: subject.name)
                _ = try template.render(values: subject.context)
            }
            let length = try template.render(values: subject.context).text.utf8.count
            print(subject.name, cached * 1e6, fresh * 1e6, length)
        }
    }

    /// Seconds per call of `body` in the fastest part of a measurement that takes about `seconds`.
    private static func fastest(_ seconds: Double, _ body: () throws -> Void) rethrows -> Double {
        var calls = 1
        while true {
            let start = now()
            for _ in 0..<calls { try body() }
            if now() - start > seconds / Double(parts) { break }
            calls *= 2
        }
        var best = Double.infinity
        for _ in 0..<parts {
            let start = now()
            for _ in 0..<calls { try body() }
            best = min(best, (now() - start) / Double(calls))
        }
        return best
    }

    /// The processor time of this process: what others do on the machine is not counted.
    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func text(of path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw Diagnostic("cannot read \(path)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer.prefix(count) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
