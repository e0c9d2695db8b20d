#!/usr/bin/env python3
"""Random templates and contexts, rendered by real Jinja2 and compared with the engine.

  random_templates.py store [COUNT]            writes Tests/JinjaTests/Fixtures/random/templates.jsonl, which CI compares
  random_templates.py compare BINARY [COUNT] [SEED]
                                               the long run by hand: BINARY is pigeon-bench, one process of each engine

Jinja2 runs without its constant folding: folding changes what some mistakes do (docs/compatibility-jinja.md lists it).
Templates that print addresses or take longer than two seconds in Jinja2 are left out, and those with what the same page
lists as different: complex numbers, `%` of markup.   needs: jinja2 3.1
"""
import copy
import json
import pathlib
import random
import signal
import subprocess
import sys
import warnings

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
STORE = ROOT / "Tests" / "JinjaTests" / "Fixtures" / "random" / "templates.jsonl"
ADDRESSES = ("<generator", " object at 0x", "<built-in", "bound method", "<function")

CONTEXT = {
    "n": 5, "f": 2.5, "s": "Hello, World", "e": "", "l": [3, 1, 2], "t": True, "z": None, "neg": -7,
    "d": {"a": 1, "b": "x", "c": [1, 2], "k": {"z": None}},
    "u": [{"n": "b", "v": 2}, {"n": "a", "v": 1}, {"n": "C", "v": 3}],
    "m": "line1\nline2\n\n  é ñ",
}
LITERALS = ["true", "false", "none", "1.5", "0.0", "[]", "{}", "()"]
PHRASES = [
    "d.a", "d.b", "d['c']", "d.k", "l[0]", "s[1:4]", "l[::-1]", "u[0].n", "m[-3:]", "d.items()|list", "s.split(',')",
    "'%s' % n", "d.k.z", "missing", "d.nope", "range(3)|list", "u|map(attribute='n')|list",
]
OPERATORS = ["+", "-", "*", "/", "//", "%", "~", "**", "and", "or", "==", "!=", "<", ">", "<=", ">=", "in", "not in"]
FILTERS = [
    "upper", "lower", "length", "string", "list", "first", "last", "int", "float", "abs", "trim", "title", "capitalize",
    "sort", "unique|list", "reverse|list", "join(',')", "join", "default('D')", "default('D', true)",
    "replace('a','Z')", "indent", "indent(2,true)", "batch(2)|list", "slice(2)|list", "sum", "min", "max", "round",
    "round(1)", "dictsort", "tojson", "escape", "urlencode", "wordcount", "truncate(5,true,'.',0)", "center(9)",
    "items|list", "map('string')|list", "select|list", "reject|list", "select('number')|list", "map('upper')|list",
    "selectattr('v')|list", "groupby('n')", "sort(reverse=true)", "pprint", "striptags", "wordwrap(5)",
    "filesizeformat", "format(1)", "int(default=3)", "list|length", "string|list", "xmlattr", "count", "d",
]
TESTS = [
    "defined", "none", "string", "number", "mapping", "iterable", "sequence", "odd", "even", "divisibleby(2)", "eq(1)",
    "in([1,2])", "boolean", "integer", "float", "lower", "upper", "true", "sameas(none)", "callable", "gt(1)",
    "undefined",
]
ACCESSES = [
    ".upper()", ".strip()", ".split()", ".startswith('H')", ".get('a')", ".get('q', 9)", ".keys()|list",
    ".values()|list", ".count('l')", ".index(1)", ".find('o')", ".title()", ".replace('l', 'L')", ".copy()",
    ".isdigit()", ".join(['x','y'])", ".zfill(4)", ".format(1)", ".splitlines()", ".partition(',')", ".rsplit(' ',1)",
    ".swapcase()", ".a", ".b", ".n", "[0]", "[-1]", "['a']", "[1:]", "[:2]",
]


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, *choices):
        return self.random.choice(choices)

    def atom(self):
        kind = self.random.random()
        if kind < 0.33:
            return self.pick(*CONTEXT)
        if kind < 0.5:
            return str(self.random.randint(0, 12))
        if kind < 0.67:
            return repr(self.pick("a", "b-c", "x y", "1", "", "Ab"))
        return self.pick(*LITERALS) if kind < 0.83 else self.pick(*PHRASES)

    def inner(self, depth):
        return f"({self.expression(depth)})" if self.random.random() < 0.6 else self.atom()

    def expression(self, depth):
        kind = self.random.random()
        if depth <= 0 or kind < 0.15:
            return self.atom()
        one = lambda: self.expression(depth - 1)  # noqa: E731
        if kind < 0.40:
            return f"{one()} {self.pick(*OPERATORS)} {one()}"
        if kind < 0.62:
            return f"{self.inner(depth - 1)}|{self.pick(*FILTERS)}"
        if kind < 0.70:
            return f"{self.inner(depth - 1)} is {self.pick('', 'not ')}{self.pick(*TESTS)}"
        if kind < 0.80:
            return f"{self.inner(depth - 1)}{self.pick(*ACCESSES)}"
        if kind < 0.84:
            return f"{one()} if {one()} else {one()}"
        if kind < 0.86:
            return f"{one()} if {one()}"
        if kind < 0.89:
            return f"[{one()}, {one()}]"
        if kind < 0.91:
            return f"({one()}, {one()})"
        if kind < 0.94:
            key = self.pick("'w'", "1", "n", "none")
            return f"{{'q': {one()}, {key}: 1}}"
        return f"not {one()}" if kind < 0.97 else f"-{self.inner(depth - 1)}"

    def statement(self, depth):
        kind = self.random.random()
        line = self.pick("", "\n", "  ", "\n  ")
        value = lambda: self.expression(2)  # noqa: E731
        body = lambda: self.body(depth - 1)  # noqa: E731
        tag = lambda text: f"{{%{self.pick('', '', '', '-', '+')} {text} {self.pick('', '', '', '-', '+')}%}}"  # noqa: E731
        if depth <= 0 or kind < 0.35:
            return f"{line}{{{{{self.pick('', '-')} {value()} {self.pick('', '-')}}}}}{line}"
        if kind < 0.5:
            return line + tag(f"if {value()}") + body() + tag("else") + body() + tag("endif") + line
        if kind < 0.65:
            items = self.pick("l", "u", "s", "range(3)", "d", "[]", value())
            head = tag(f"for x in {items}{self.pick('', ' if loop is undefined', ' if x')}")
            return line + head + "{{ loop.index }}{{ x }}" + body() + tag("else") + body() + tag("endfor") + line
        if kind < 0.75:
            return tag(f"set {self.pick('x', 'y', 'n')} = {value()}") + body() + "{{ y is defined }}"
        if kind < 0.8:
            return tag("set y") + body() + tag("endset") + "[{{ y }}]"
        if kind < 0.85:
            return tag(f"with x = {value()}") + body() + tag("endwith")
        if kind < 0.92:
            head = tag(f"macro mm(a, b={value()})")
            return head + "{{ a }}{{ b }}" + tag("endmacro") + f"{{{{ mm({value()}) }}}}"
        if kind < 0.96:
            return tag("filter upper") + body() + tag("endfilter")
        return f"{{#{self.pick('', '-', '+')} c {self.pick('', '-')}#}}{line}"

    def body(self, depth):
        count = self.random.randint(1, 2)
        return "".join(self.pick("text ", "\n", "a\n  b", "") + self.statement(depth) for _ in range(count))

    def template(self):
        while True:
            text = "{{ %s }}" % self.expression(3) if self.random.random() < 0.5 else self.body(2)
            if text.count("**") < 2:
                return text


class WithoutFolding(CodeGenerator):
    def _output_child_to_const(self, node, frame, finalize):
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible()
        return super()._output_child_to_const(node, frame, finalize)


class Listed(BaseException):
    """What docs/compatibility-jinja.md says is different: there is nothing to compare."""


class PlainEnvironment(SandboxedEnvironment):
    code_generator_class = WithoutFolding
    intercepted_binops = frozenset(["**", "%"])

    def call_binop(self, context, operator, left, right):
        result = super().call_binop(context, operator, left, right)
        if isinstance(result, complex) or (operator == "%" and isinstance(left, Markup)):
            raise Listed
        return result


def overdue(*_):
    raise TimeoutError


class Jinja2:
    def __init__(self):
        self.environment = PlainEnvironment(
            optimized=False, undefined=jinja2.StrictUndefined, extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"]
        )
        signal.signal(signal.SIGALRM, overdue)
        warnings.simplefilter("ignore")

    def render(self, template):
        """{"ok": text}, {"error": message} or None where the template is left out."""
        context = copy.deepcopy(CONTEXT)
        self.environment.globals.update(context)
        signal.alarm(2)
        try:
            text = self.environment.from_string(template).render(**context)
        except (TimeoutError, Listed):
            return None
        except Exception as error:  # every kind of error is a result here
            return {"error": str(error)}
        finally:
            signal.alarm(0)
        return None if any(mark in text for mark in ADDRESSES) else {"ok": text}


def store(count):
    generator, oracle, written = Generator(20260101), Jinja2(), 0
    STORE.parent.mkdir(exist_ok=True)
    with STORE.open("w") as out:
        out.write(json.dumps({"context": CONTEXT}, ensure_ascii=False) + "\n")
        while written < count:
            template = generator.template()
            result = oracle.render(template)
            # Most random templates are mistakes: of those one in four is enough.
            if result is None or ("error" in result and generator.random.random() < 0.75):
                continue
            out.write(json.dumps({"template": template, **result}, ensure_ascii=False) + "\n")
            written += 1
    print(f"{written} templates written by Jinja2 {jinja2.__version__}")


def compare(binary, count, seed):
    generator, oracle = Generator(seed), Jinja2()
    ours = subprocess.Popen([binary, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    tried = rendered = different = 0
    for _ in range(count):
        template = generator.template()
        expected = oracle.render(template)
        if expected is None:
            continue
        ours.stdin.write(json.dumps({"template": template, "context": CONTEXT}) + "\n")
        ours.stdin.flush()
        line = ours.stdout.readline()
        if not line:
            sys.exit(f"the engine ended at {template!r}")
        actual = json.loads(line)
        tried += 1
        rendered += "ok" in expected
        if actual.get("ok") != expected.get("ok"):
            different += 1
            print(f"{template!r}\n  Jinja2 {expected}\n  here   {actual}")
    print(f"{tried} templates tried, {rendered} of them without a mistake; {different} differ")
    sys.exit(different > 0)


if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[1] == "compare":
        compare(sys.argv[2], *[int(text) for text in (sys.argv[3:5] + ["20000", "1"][len(sys.argv) - 3 :])])
    elif len(sys.argv) > 1 and sys.argv[1] == "store":
        store(int(sys.argv[2]) if len(sys.argv) > 2 else 3000)
    else:
        sys.exit(__doc__)
