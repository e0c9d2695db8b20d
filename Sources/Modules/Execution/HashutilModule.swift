import Compiler
import Cryptography
import Execution
import Model
import Values

/// `hashutil.*`: digests, signatures and base64.
enum HashutilModule {
    static let functions: [ExecutionFunction] = [
        .init(
            "hashutil.digest", "The hash of a text.", parameters: [.required("instr"), .optional("checksum", "md5")]
        ) { call, _ in
            let bytes = Array(try call.text("instr").utf8)
            return FunctionResult(.string(try HashFunction.hex(of: bytes, as: try call.text("checksum"))))
        },
        digest("md5"), digest("sha256"), digest("sha512"),
        .init("hashutil.base64_b64encode", "A text in base64.", parameters: [.required("instr")]) { call, _ in
            FunctionResult(.string(Base64.encode(Array(try call.text("instr").utf8))))
        },
        .init("hashutil.base64_b64decode", "The text of base64.", parameters: [.required("instr")]) { call, _ in
            FunctionResult(.string(try decoded(try call.text("instr"))))
        },
        .init(
            "hashutil.base64_encodestring", "A text in base64, in lines.", parameters: [.required("instr")]
        ) { call, _ in
            let text = Array(Base64.encode(Array(try call.text("instr").utf8)))
            let lines = stride(from: 0, to: text.count, by: 76).map {
                String(text[$0..<min($0 + 76, text.count)]) + "\n"
            }
            return FunctionResult(.string(lines.joined()))
        },
        .init("hashutil.base64_decodestring", "The text of base64.", parameters: [.required("instr")]) { call, _ in
            FunctionResult(.string(try decoded(try call.text("instr"))))
        },
        .init(
            "hashutil.hmac_signature", "Whether a text has such a signature.",
            parameters: [.required("string"), .required("shared_secret"), .required("challenge_hmac")]
        ) { call, _ in
            let code = try authentication(call)
            return FunctionResult(.bool(Base64.encode(code) == (try call.text("challenge_hmac"))))
        },
        .init(
            "hashutil.hmac_compute", "The HMAC-SHA256 of a text.",
            parameters: [.required("string"), .required("shared_secret")]
        ) { call, _ in
            FunctionResult(.string(Hexadecimal.text(try authentication(call))))
        },
    ]

    private static func authentication(_ call: BoundArguments) throws -> [UInt8] {
        try HashFunction.sha256.authentication(
            of: Array(try call.text("string").utf8), key: Array(try call.text("shared_secret").utf8))
    }

    private static func decoded(_ text: String) throws -> String {
        guard let bytes = Base64.decode(text) else {
            throw Diagnostic("this is no base64: '\(text.prefix(40))'")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digest(_ name: String) -> ExecutionFunction {
        .init(
            FunctionName(module: "hashutil", function: "\(name)_digest"), "The \(name) of a text.",
            parameters: [.required("instr")]
        ) { call, _ in
            FunctionResult(.string(try HashFunction.hex(of: Array(try call.text("instr").utf8), as: name)))
        }
    }
}
