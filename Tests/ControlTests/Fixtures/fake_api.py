"""The master's REST API on a Unix socket, as far as the tests of the CLI need it. Usage: fake_api.py DIRECTORY

Every request is told on standard output. Answers are made up here; the shapes are those of the API's description.
"""
import json, os, socketserver, sys, time
from http.server import BaseHTTPRequestHandler

directory = sys.argv[1]
JID = "20261121001233123456"
ORCHESTRATION = "20261121001233999999"
RUNNING = "20261121001233100000"
TAKEN_BACK = "20261121001233200000"
HOSTILE = "a\x07\r\x1b]0;x\x7f\x9b"
asked_for = set()


def under_way(jid):
    """A state run on two minions, of which one is at work and one is away: asked for again it is over, or was killed."""
    asked = jid in asked_for
    asked_for.add(jid)
    job = {"jid": jid, "Function": "state.apply", "Minions": ["web1", "web2"], "Missing": ["web1", "web2"],
           "Unknown": [], "Result": {}, "Outcomes": {"web1": "pending", "web2": "pending"}, "Killed": []}
    if jid == RUNNING and not asked:
        job["Progress"] = {"web1": {"done": 3, "total": 12, "running": [{"id": "nginx\x1b", "fun": "pkg.installed"}]}}
    elif jid == RUNNING:
        job["Outcomes"] = {"web1": "timed out", "web2": "unreachable"}
    elif asked:
        job.update(Killed=["web1", "web2"], Outcomes={"web1": "pending", "web2": "unreachable"})
    return job


def ended(jid):
    """A job of one minion, which ended as the last digit of its id says."""
    word = ["succeeded", "failed", "timed out", "unreachable", "refused", "unknown", "late", "hostile"][int(jid[-1])]
    returns = {"succeeded": (True, 0), "failed": ("boom", 1), "refused": ("expired: the job came late", 1), "late": (True, 0),
               "hostile": ({HOSTILE: HOSTILE + "\tb\r\nc"}, 0)}
    job = {"jid": jid, "Function": "test.ping", "Minions": ["web1"], "Missing": [], "Unknown": [], "Result": {}}
    if word in returns:
        value, retcode = returns[word]
        job["Result"] = {"web1": {"return": value, "retcode": retcode, "success": retcode == 0, "out": None}}
    else:
        job["Missing"] = ["web1"]
    if word == "hostile":
        job["Function"] = HOSTILE
    if word == "unknown":
        job.update(Minions=[], Missing=[], Unknown=["web1"])
    word = {"unknown": "unreachable", "late": "timed out", "hostile": "succeeded"}.get(word, word)
    return dict(job, Outcomes={"web1": word})


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def address_string(self):
        return "socket"

    def stream(self, lines, kind="application/x-ndjson"):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for line in lines:
            data = (line + "\n").encode()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")

    def ndjson(self, *values):
        self.stream([json.dumps(value) for value in values])

    def unending(self, *values):
        """Tells something, and then nothing for longer than any test waits."""
        def lines():
            for value in values:
                yield json.dumps(value)
            time.sleep(60)
        self.stream(lines())

    def whole(self, status, value):
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        print("POST", self.path, json.dumps(body), flush=True)
        if self.path.startswith("/stacks/"):
            return self.stack(body)
        chunk = body[0]
        getattr(self, chunk["client"])(chunk)

    def local(self, chunk):
        if chunk["tgt"] == "nobody":
            return self.ndjson({"return": [{}]})
        if chunk["tgt"] == "denied":
            return self.whole(403, {"status": 403, "error": "fred may not run cmd.run", "hint": "see external_auth"})
        if chunk["tgt"] == "slow":
            told = {"id": "web1", "fun": "test.ping", "return": True, "retcode": 0, "jid": JID}
            return self.unending({"event": {"tag": "salt/job/%s/new" % JID, "data": {"jid": JID}}},
                                 {"event": {"tag": "salt/job/%s/ret/web1" % JID, "data": told}})
        returns = {"web1": {"ret": True, "retcode": 0, "jid": JID, "out": None},
                   "web2": {"ret": "boom", "retcode": 1, "jid": JID, "out": None}}
        if chunk["tgt"] == "some":
            del returns["web2"]
            returns["web3"] = {"ret": "Minion did not return. [Not connected]", "retcode": 1, "jid": JID,
                               "missing": "Not connected"}
        if chunk["tgt"] == "web1":
            del returns["web2"]
        self.ndjson({"return": [returns]})

    def local_batch(self, chunk):
        self.local(chunk)

    def local_async(self, chunk):
        self.ndjson({"return": [{"jid": JID, "minions": ["web1"]}]})

    def runner(self, chunk):
        if chunk["fun"] == "broken.answer":
            return self.stream(['{"event": {"tag": "a", "data": {}}}'])
        if chunk["fun"].startswith("status."):
            status = int(chunk["fun"].split(".")[1])
            return self.whole(status, {"status": status, "error": "the answer is %d" % status})
        if chunk["fun"] == "proxy.503":
            return self.whole(503, "the upstream is down")
        if chunk["fun"] == "test.refused":
            return self.ndjson({"return": [{"return": "no", "retcode": 4, "success": False}]})
        if chunk["fun"] == "state.orchestrate":
            return self.unending({"event": {"tag": "salt/run/%s/new" % JID, "data": {"jid": JID}}},
                                 {"event": {"tag": "pigeon/stack/app/started", "data": {"message": "begun"}}})
        if chunk["fun"] == "stack.history":
            if chunk["kwarg"].get("app") == "appp":
                return self.whole(404, {"status": 404, "error": "there is no application 'appp'",
                                        "hint": "did you mean 'app'?"})
            entry = {"app": "app", "action": "release", "version": "1", "from": "deactivated", "to": "release",
                     "outcome": "succeeded", "user": "root", "jid": JID, "started": "2026-11-21T00:00:00.000000Z"}
            return self.ndjson({"return": [[entry] * min(30, chunk["kwarg"]["limit"])]})
        if chunk["fun"] == "jobs.list_jobs":
            job = {"Function": "test.arg", "Arguments": ["\x07\r\x1b[2J\x7f\x9b\n", "x" * 500], "Target": "*", "User": "root",
                   "StartTime": "2026, Nov 21 00:00:00.000000",
                   "Outcome-counts": {"succeeded": 2, "timed out": 1, "pending": 1}}
            jobs = {str(int(JID) - number): job for number in range(min(30, chunk["kwarg"]["limit"]))}
            return self.ndjson({"return": [jobs]})
        if chunk["fun"].startswith("jobs.") and chunk["kwarg"]["jid"] == "20261121000000000000":
            return self.whole(404, {"status": 404, "error": "there is no job 20261121000000000000"})
        if chunk["fun"] == "jobs.kill":
            told = {JID: ["web2"], ORCHESTRATION: ["m_master"]}
            return self.ndjson({"return": [told.get(chunk["kwarg"]["jid"], [])]})
        if chunk["fun"] == "jobs.list_job" and chunk["kwarg"]["jid"] == ORCHESTRATION:
            over = os.path.exists(os.path.join(directory, "over"))
            states = {"stack_|-a_|-a_|-begun": {"result": True, "comment": "begun", "changes": {}, "name": "a",
                                                "__id__": "a", "__run_num__": 0}}
            value = {"data": {"m_master": states}, "outputter": "highstate", "retcode": 0}
            return self.ndjson({"return": [{
                "jid": ORCHESTRATION, "Function": "state.orchestrate", "Minions": ["m_master"],
                "Result": {"m_master": {"return": value, "retcode": 0, "success": True}} if over else {},
                "Missing": [] if over else ["m_master"],
                "Outcomes": {"m_master": "succeeded" if over else "pending"}}]})
        if chunk["fun"] == "jobs.list_job" and chunk["kwarg"]["jid"].startswith("2026112100123300"):
            return self.ndjson({"return": [ended(chunk["kwarg"]["jid"])]})
        if chunk["fun"] == "jobs.list_job" and chunk["kwarg"]["jid"] in (RUNNING, TAKEN_BACK):
            return self.ndjson({"return": [under_way(chunk["kwarg"]["jid"])]})
        if chunk["fun"] == "jobs.list_job":
            missing = [] if os.path.exists(os.path.join(directory, "over")) else ["web2"]
            result = {"web1": {"return": True, "retcode": 0, "success": True, "out": None}}
            if not missing:
                result["web2"] = {"return": True, "retcode": 0, "success": True, "out": None}
            return self.ndjson({"return": [{"jid": JID, "Function": "test.ping", "Minions": ["web1", "web2"],
                                            "Result": result, "Missing": missing, "Unknown": [],
                                            "Outcomes": {"web1": "succeeded",
                                                         "web2": "pending" if missing else "succeeded"}}]})
        if chunk["fun"] == "test.fail":
            return self.ndjson({"return": [{"return": "no", "retcode": 1, "success": False}]})
        self.ndjson({"return": [{"return": {"up": ["web1"]}, "retcode": 0, "success": True}]})

    def wheel(self, chunk):
        if chunk["fun"] == "key.list_all":
            value = {"minions": ["web1", "web4"], "minions_pre": ["web2"], "minions_rejected": ["web3"],
                     "minions_denied": ["web4"],
                     "local": ["master.pem", "master.pub"]}
        elif chunk["fun"] == "key.finger":
            value = {"minions": {"web1": "a1:a1", "web4": "a4:a4"}, "minions_pre": {"web2": "aa:bb"},
                     "minions_rejected": {"web3": "a3:a3"}, "minions_denied": {"web4": "d4:d4"},
                     "local": {"master.pub": "cc:dd"}}
        elif chunk["fun"] == "key.accept" and chunk["kwarg"]["match"] == "web3" and "fingerprint" in chunk["kwarg"]:
            error = "another key than %s" % chunk["kwarg"]["fingerprint"]
            return self.whole(404, {"status": 404, "error": error})
        else:
            value = {"minions": [chunk["kwarg"]["match"]]}
        self.ndjson({"return": [{"tag": "salt/wheel/" + JID, "data": {"return": value, "success": True}}]})

    def stack(self, body):
        step = {"event": {"tag": "pigeon/stack/app/start",
                          "data": {"message": "web: 2 containers started on app1", "elapsed": 0.31}}}
        if self.path.endswith("/release"):
            if body.get("version") == "slow":
                return self.unending({"event": {"tag": "salt/run/%s/new" % JID, "data": {"jid": JID}}}, step)
            if body.get("version") == "refused":
                return self.ndjson({"return": [{"ok": False, "retcode": 4, "summary": "refused", "failures": []}]})
            if body.get("version") == "9":
                return self.ndjson(step, {"return": [{"ok": False, "retcode": 1, "summary": "release of app/9 failed",
                                                      "failures": ["healthy: app1:8080 answered 500"], "data": {}}]})
            return self.ndjson(step, {"return": [{"ok": True, "retcode": 0, "summary": "app/1.14 is release",
                                                  "failures": [], "data": {}}]})
        if self.path.endswith("/activate"):
            return self.ndjson({"status": 409, "error": "app is busy", "hint": "job " + JID + " holds it"})
        self.ndjson({"return": [{"ok": True, "retcode": 0, "summary": "app/1.13 is deactivated", "data": {}}]})

    def do_GET(self):
        print("GET", self.path, flush=True)
        if self.path.startswith("/stacks/app"):
            states = {"active": {"version": "1.13", "backend": "app_a", "since": "2026-11-21T00:00:00Z"},
                      "release": None, "inactive": None, "busy": None}
            return self.whole(200, {"return": [states]})
        if self.path.startswith("/events"):
            if ORCHESTRATION in self.path:
                step = {"__id__": "begin the release", "comment": "deactivated -> release"}
                begins = {"__id__": "begin the release", "fun": "stack.begun", "place": 1, "len": 7}
                events = [("pigeon/job/%s/running/m_master", begins), ("salt/job/%s/prog/m_master/0", {"ret": step})]
                lines = []
                for tag, data in events:
                    event = {"tag": tag % ORCHESTRATION, "data": {"id": "m_master", "data": data}}
                    lines += ["tag: " + event["tag"], "data: " + json.dumps(event), ""]
                open(os.path.join(directory, "over"), "w").close()
                return self.stream(lines, "text/event-stream")
            event = {"tag": "salt/job/%s/ret/web2" % JID, "data": {"id": "web2", "return": True, "retcode": 0}}
            open(os.path.join(directory, "over"), "w").close()
            return self.stream(["retry: 400", "tag: " + event["tag"], "data: " + json.dumps(event), ""],
                               "text/event-stream")
        self.whole(404, {"status": 404, "error": "there is no such thing"})


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def get_request(self):
        request, _ = super().get_request()
        return request, ("socket", 0)


server = Server(os.path.join(directory, "master.sock"), Handler)
print("ready", flush=True)
server.serve_forever()
