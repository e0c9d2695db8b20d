import Glibc
import Testing
import Values

/// `pigeon call --local key.finger` beside `openssl`.
struct KeyFingerTests {
    @Test func `the fingerprint of the minion's key is that of its DER, as openssl computes it`() throws {
        let root = "/tmp/pigeon-finger-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        defer {
            do { _ = try ProcessRun(["rm", "-rf", root]) } catch { Issue.record(error) }
        }
        let script = """
            mkdir -p \(root)/pki/minion && cd \(root)/pki/minion && echo 'root_dir: \(root)' > \(root)/minion
            openssl ecparam -name prime256v1 -genkey -noout -out k && openssl ec -in k -pubout -out minion.pub 2>/dev/null
            openssl pkey -pubin -in minion.pub -outform DER | openssl dgst -sha256 -c | sed 's/.*= //'
            """
        let expected = try ProcessRun(["sh", "-c", script]).output.filter { !$0.isNewline }
        let run = try ProcessRun(
            [try FakeAPI.program(), "-c", root, "call", "--local", "key.finger", "--out", "json"])
        #expect(try JSON.read(run.output) == ["local": .string(expected)])
        #expect(expected.count == 95)
    }

    @Test func `a minion that has no key yet says so`() throws {
        let run = try EmptyDirectory().pigeon(["call", "--local", "key.finger_master", "--out", "json"])
        #expect(run.status != 0)
    }
}
