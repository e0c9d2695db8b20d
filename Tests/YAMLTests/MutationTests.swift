import TestSupport
import Testing
import Values
import YAML

/// Damaged documents: whatever the text is, reading it ends with a value or a refusal that has its place.
struct MutationTests {
    private static let pieces = [
        "&a ", "*a", "<<: ", "<<: *a", "!!binary ", "!!map ", "!!str ", "!!int ", "!x ", "!", "&", "*", "? ", ": ",
        "- ",
        "|", ">", "|2-\n", ">+\n", "\"", "'", "\\x", "\\u", "{", "}", "[", "]", ",", "#", "%YAML 9.9\n", "---\n",
        "...\n",
        "\t", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{feff}", "\0", "é", "𝄞", "\u{fffe}", "\u{1b}", "0x", "0b", "1:99",
        "1e999", "99999999999999999999", ".inf", "-.nan", "=", "~", "null", "@", "`", "\n", "\n  ", "\n        ",
    ]

    @Test func `no damaged document crashes or hangs the reader`() throws {
        let fixtures = Fixtures()
        let sources = try fixtures.cases("load", suffix: ".yaml").map { try fixtures.text("load/\($0).yaml") }
        var damaged = DamagedText(sources, pieces: Self.pieces, seed: 20_261_121)
        let count = DamagedText.count(6000)
        var read = 0
        for number in 0..<count {
            let text = damaged.next(number)
            let time = ContinuousClock().measure {
                do throws(Diagnostic) {
                    _ = YAMLWriter.write(try YAMLReader.read(text, file: "damaged.yaml").value)
                    read += 1
                } catch {
                    #expect(!error.message.isEmpty)
                    #expect(error.location?.file == "damaged.yaml", "\(error) in \(text)")
                }
            }
            #expect(time < .seconds(20), "\(text)")
        }
        #expect(read > count / 50 && read < count)
    }

    @Test func `what is written is read back the same, whatever was damaged before`() throws {
        let fixtures = Fixtures()
        let sources = try fixtures.cases("load", suffix: ".yaml").map { try fixtures.text("load/\($0).yaml") }
        var damaged = DamagedText(sources, pieces: Self.pieces, seed: 1)
        var compared = 0
        for number in 0..<DamagedText.count(2000) {
            guard let value = Self.value(damaged.next(number)), !value.hasNotANumber else { continue }
            let written = YAMLWriter.write(value)
            #expect(Self.value(written) == value, "\(written)")
            compared += 1
        }
        #expect(compared > 50)
    }

    private static func value(_ text: String) -> Value? {
        do { return try YAMLReader.value(text) } catch { return nil }
    }
}

extension Value {
    /// Not-a-number equals nothing, not even itself.
    fileprivate var hasNotANumber: Bool {
        switch self {
        case .double(let number): number.isNaN
        case .list(let list): list.contains(where: \.hasNotANumber)
        case .map(let map): map.contains { $0.key.hasNotANumber || $0.value.hasNotANumber }
        default: false
        }
    }
}
