/// `find`, `rfind`, `index`, `rindex`, `count`: offsets are code points.
enum StringSearch {
    static func call(_ name: String, _ text: String, _ arguments: CallArguments) throws -> Object {
        let given = try arguments.bound(to: ["sub", "start", "end"], of: name, required: 1)
        let needle = Array(try StringMethods.string(given[0], name, 1).utf8)
        let total = Text.count(text)
        func place(_ object: Object?, _ standard: Int) throws -> Int {
            let index = try object.int(or: standard, "start")
            return min(max(0, index < 0 ? index + total : index), total)
        }
        let start = try place(given[1], 0)
        let end = try place(given[2], total)
        let part = try Subscripts.slice(.string(text), .int(start), .int(max(start, end)), .none).text ?? ""
        let bytes = Array(part.utf8)
        if name == "count" { return .int(count(needle, in: bytes)) }
        let found = name.hasPrefix("r") ? Text.findLast(needle, in: bytes) : Text.find(needle, in: bytes)
        guard let found else {
            if name.hasSuffix("index") { throw Failure("substring not found") }
            return .int(-1)
        }
        return .int(start + Text.count(Text.string(bytes[..<found])))
    }

    private static func count(_ needle: [UInt8], in bytes: [UInt8]) -> Int {
        if needle.isEmpty { return Text.count(Text.string(bytes)) + 1 }
        var count = 0
        var position = 0
        while let found = Text.find(needle, in: bytes, from: position) {
            count += 1
            position = found + needle.count
        }
        return count
    }
}
