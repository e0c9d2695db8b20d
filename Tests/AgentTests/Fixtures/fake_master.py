"""A master of one minion for tests: enrolment, the stream of lines, returns. Every request is told on standard output.

Usage: fake_master.py DIRECTORY [--wrong-authority] [--authority-behind-another] [--authority-of=DIRECTORY of another]
  [--shows-authority-of=DIRECTORY of another]
Files in DIRECTORY that the test may write: `state` (pending, accepted, rejected), `lines` (what a stream sends after its
greeting), `days` (how long certificates are good), `busy` (returns and grains are answered with 503 while it is there), `refuse` (returns that
contain its text are answered with 400), `hold` (the same with 503), `silent` (no heartbeats), `begun` (what the
beginning of a minion's own job is answered with: a status and a body),
`strange` (certificates are not known until the next enrolment), `manifest` and `files/`; `whole` (stretches of files are not known), `cut` (the
next request for what is not a file's first stretch is cut off, once).
"""
import hashlib, json, os, ssl, subprocess, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

directory = sys.argv[1]
wrong_authority = "--wrong-authority" in sys.argv
behind_another = "--authority-behind-another" in sys.argv
pretended = next((word.split("=", 1)[1] for word in sys.argv if word.startswith("--shows-authority-of=")), None)
shared = next((word.split("=", 1)[1] for word in sys.argv if word.startswith("--authority-of=")), None)


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def path(name):
    return os.path.join(directory, name)


def read(name, default=""):
    try:
        with open(path(name)) as file:
            return file.read()
    except FileNotFoundError:
        return default


def make_authority(name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=" + name, "-keyout", path(name + ".key"), "-out", path(name + ".pem"))


def make_server():
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=pigeon-master",
            "-addext", "subjectAltName=DNS:pigeon-master", "-keyout", path("server.key"), "-out", path("server.csr"))
    openssl("x509", "-req", "-in", path("server.csr"), "-CA", path("authority.pem"), "-CAkey", path("authority.key"),
            "-days", "2", "-copy_extensions", "copy", "-out", path("server.pem"))


def issue(minion, public_key, days):
    with open(path("minion.pub"), "w") as file:
        file.write(public_key)
    openssl("req", "-new", "-key", path("authority.key"), "-subj", "/CN=" + minion, "-out", path("minion.csr"))
    openssl("x509", "-req", "-in", path("minion.csr"), "-force_pubkey", path("minion.pub"), "-CA",
            path("authority.pem"), "-CAkey", path("authority.key"), "-days", days, "-out", path("minion.crt"))
    return read("minion.crt")


def verify(request):
    """Checks the proof with openssl, so that the signature's format is judged by somebody else."""
    import base64
    with open(path("proof.pub"), "w") as file:
        file.write(request["public_key"])
    with open(path("proof.sig"), "wb") as file:
        file.write(base64.b64decode(request["signature"]))
    with open(path("proof"), "w") as file:
        file.write("pigeon enrolment\n%s\n%s\n%s" % (request["id"], request["time"], request["public_key"]))
    openssl("dgst", "-sha256", "-verify", path("proof.pub"), "-signature", path("proof.sig"), path("proof"))


def shown_authority():
    if pretended:
        with open(os.path.join(pretended, "authority.pem")) as file:
            return file.read()
    return (read("other.pem") if behind_another else "") + read("authority.pem")


def fingerprint(public_key):
    der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "DER"], input=public_key.encode(), check=True,
                         capture_output=True).stdout
    digest = hashlib.sha256(der).hexdigest()
    return ":".join(digest[i:i + 2] for i in range(0, 64, 2))


def tell(*words):
    print(*words, flush=True)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def minion(self):
        certificate = self.connection.getpeercert()
        return dict(pair[0] for pair in certificate["subject"])["commonName"] if certificate else None

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status, value, headers={}):
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        data = self.body()
        if self.path == "/v1/enrol":
            request = json.loads(data)
            verify(request)
            state = read("state", "pending").strip()
            tell("enrol", request["id"], state)
            reply = {"state": state, "fingerprint": fingerprint(request["public_key"]),
                     "authority": shown_authority(), "certificate": None}
            if state == "accepted":
                if os.path.exists(path("strange")):
                    os.unlink(path("strange"))
                reply["certificate"] = issue(request["id"], request["public_key"], read("days", "2"))
            return self.answer(200, reply)
        if self.minion() is None:
            return self.answer(401, {"error": "no certificate"})
        if self.path == "/v1/returns" and os.path.exists(path("busy")):
            tell("busy")
            return self.answer(503, {"error": "the store is busy"})
        held = read("hold")
        if self.path == "/v1/returns" and held and held in data.decode():
            return self.answer(503, {"error": "the store is busy"})
        refused = read("refuse")
        if self.path == "/v1/returns" and refused and refused in data.decode():
            tell("refuse", data.decode())
            return self.answer(400, {"error": "cannot be read"})
        tell(self.path.rsplit("/", 1)[1], self.minion(), data.decode())
        if self.path == "/v1/jobs" and read("begun"):
            status, body = read("begun").split(" ", 1)
            return self.answer(int(status), json.loads(body))
        if self.path == "/v1/renew":
            return self.answer(200, {"certificate": issue(self.minion(), read("minion.pub"), read("days", "2"))})
        if self.path == "/v1/pillar":
            return self.answer(200, {"pillar": {"asked": json.loads(data)}})
        self.answer(200, {})

    def do_PUT(self):
        data = self.body()
        if self.minion() is None:
            return self.answer(401, {"error": "no certificate"})
        if os.path.exists(path("busy")):
            tell("busy")
            return self.answer(503, {"error": "the store is busy"})
        if os.path.exists(path("strange")):
            tell("strange", self.minion())
            return self.answer(403, {"error": "its key is not accepted"})
        if self.path.startswith("/v1/pushed/"):
            tell("pushed", self.minion(), self.path[len("/v1/pushed/"):], hashlib.sha256(data).hexdigest())
            return self.answer(413, {"error": "too large"}) if len(data) > 1 << 20 else self.answer(200, {})
        tell("grains", self.minion(), data.decode())
        self.answer(200, {})

    def do_GET(self):
        if self.path == "/v1/authority":
            tell("authority")
            return self.answer(200, {"authority": read("other.pem") if wrong_authority else shown_authority()})
        if self.minion() is None:
            return self.answer(401, {"error": "no certificate"})
        if self.path.startswith("/v1/files/"):
            return self.files(self.path[len("/v1/files/"):])
        tell("connect", self.minion())
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.line('{"type":"hello","heartbeat":1}')
        for line in read("lines").splitlines():
            self.line(line)
        while True:
            time.sleep(0.5)
            if not os.path.exists(path("silent")):
                self.line('{"type":"heartbeat"}')

    def files(self, name):
        environment, _, file = name.partition("/")
        root = path("files")
        if not file:
            files = {}
            for entry in sorted(os.listdir(root)):
                with open(os.path.join(root, entry), "rb") as handle:
                    data = handle.read()
                files[entry] = {"digest": hashlib.sha256(data).hexdigest(), "size": len(data)}
            tag = '"%s"' % hashlib.sha256(json.dumps(files).encode()).hexdigest()
            if self.headers.get("If-None-Match") == tag:
                tell("manifest", environment, 304)
                return self.answer(304, b"")
            tell("manifest", environment, 200)
            return self.answer(200, {"files": files}, {"ETag": tag})
        with open(os.path.join(root, file), "rb") as handle:
            data = handle.read()
        data = read("forged").encode() or data
        wanted = self.headers.get("Range")
        if not wanted or os.path.exists(path("whole")):
            tell("file", environment, file)
            return self.answer(200, data)
        first, last = (int(end) for end in wanted[len("bytes="):].split("-"))
        if self.headers["If-Range"] != '"%s"' % hashlib.sha256(data).hexdigest():
            tell("file", environment, file, "another")
            return self.answer(200, data)
        if first > 0 and os.path.exists(path("cut")):
            tell("file", environment, file, first, "cut")
            os.unlink(path("cut"))
            return self.close_connection_at_once()
        tell("file", environment, file, first)
        self.answer(206, data[first:last + 1])

    def close_connection_at_once(self):
        self.close_connection = True
        self.connection.close()

    def line(self, text):
        data = (text + "\n").encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass  # a minion that hangs up is what the tests do


if shared:
    for name in ["authority.key", "authority.pem"]:
        with open(os.path.join(shared, name)) as source, open(path(name), "w") as target:
            target.write(source.read())
else:
    make_authority("authority")
make_authority("other")
make_server()
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.minimum_version = ssl.TLSVersion.TLSv1_3
context.load_cert_chain(path("server.pem"), path("server.key"))
context.load_verify_locations(path("authority.pem"))
context.verify_mode = ssl.CERT_OPTIONAL
server = Server(("127.0.0.1", 0), Handler)
server.socket = context.wrap_socket(server.socket, server_side=True)
tell("port", server.server_port)
server.serve_forever()
