import Compiler
import Cryptography
import Execution
import Model
import Values

/// `random.*`: chance.
enum RandomModule {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")

    static let functions: [ExecutionFunction] = [
        .init(
            "random.get_str", "Random letters and digits.", parameters: [.optional("length", 20), .keywords("kwargs")]
        ) {
            call, _ in
            FunctionResult(.string(text(try call.integer("length"))))
        },
        .init(
            "random.rand_int", "A random number.",
            parameters: [.optional("start", 1), .optional("end", 10), .optional("seed")]
        ) {
            call, _ in
            let (start, end) = (try call.integer("start"), try call.integer("end"))
            guard start <= end else { throw Diagnostic("'start' is above 'end'") }
            return FunctionResult(.int(.random(in: start...end)))
        },
        .init(
            "random.hash", "The hash of a text.", parameters: [.required("value"), .optional("algorithm", "sha512")]
        ) { call, _ in
            let bytes = Array(try call.text("value").utf8)
            return FunctionResult(.string(try HashFunction.hex(of: bytes, as: try call.text("algorithm"))))
        },
        .init("test.random_hash", "A random hash.", parameters: [.optional("size"), .optional("hash_type", "sha256")]) {
            call, _ in
            FunctionResult(.string(try HashFunction.hex(of: Array(text(64).utf8), as: try call.text("hash_type"))))
        },
    ]

    private static func text(_ length: Int) -> String {
        String((0..<max(0, length)).map { _ in letters[Int.random(in: 0..<letters.count)] })
    }
}
