#!/usr/bin/env python3
"""Writes the expectations of Tests/JinjaTests/Fixtures with real Jinja2 (and real Salt for the folder `salt`).

Each case is <topic>/<case>.txt with sections that begin with a line `--- <name>`:
`context` (JSON), `options` (JSON, options of the environment), `file <name>` (another template), `template`.
The result goes to <topic>/<case>.expected: the output, or `!error <kind> <line>` and the message.

usage: jinja_fixtures.py [FOLDER]        needs: jinja2 3.1, and salt for the folder `salt`
"""
import json
import pathlib
import sys
import traceback

import jinja2
from jinja2.sandbox import SandboxedEnvironment

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE.parent.parent / "Tests" / "JinjaTests" / "Fixtures"


def sections(text):
    found, name, lines = [], None, []
    for line in text.splitlines(keepends=True):
        if line.startswith("--- "):
            if name is not None:
                found.append((name, "".join(lines)))
            name, lines = line[4:].strip(), []
        else:
            lines.append(line)
    found.append((name, "".join(lines)))
    return found


class RelativeEnvironment(SandboxedEnvironment):
    """`./x` and `../x` are relative to the importing template, as Salt has it."""

    def join_path(self, template, parent):
        if not template.startswith(("./", "../")):
            return template
        parts = parent.split("/")[:-1]
        for part in template.split("/"):
            if part == "..":
                parts.pop()
            elif part != ".":
                parts.append(part)
        return "/".join(parts)


def environment(files, options, uses_salt):
    loader = jinja2.DictLoader(files)
    extensions = ["jinja2.ext.do", "jinja2.ext.loopcontrols"]
    if uses_salt:
        import salt.utils.jinja

        extensions.append(salt.utils.jinja.SerializerExtension)
    undefined = jinja2.Undefined if options.pop("allow_undefined", False) else jinja2.StrictUndefined
    return RelativeEnvironment(loader=loader, undefined=undefined, extensions=extensions, **options)


def line_of(error, template_name):
    line = getattr(error, "lineno", None)
    if line:
        return line
    line = 0
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == "<template>" or frame.filename == template_name:
            line = frame.lineno
    return line


def kind_of(error):
    if isinstance(error, jinja2.UndefinedError):
        return "undefined"
    if isinstance(error, jinja2.TemplateNotFound):
        return "notfound"
    if isinstance(error, (jinja2.TemplateRuntimeError, jinja2.TemplateSyntaxError, jinja2.sandbox.SecurityError)):
        return "syntax"
    return "runtime"


def expectation(case, uses_salt):
    context, options, files, template = {}, {}, {}, ""
    for name, body in sections(case.read_text()):
        if name == "context":
            context = json.loads(body)
        elif name == "options":
            options = json.loads(body)
        elif name == "template":
            template = body
        else:
            files[name.removeprefix("file ").strip()] = body
    main = options.pop("name", "main.jinja")
    files[main] = template
    try:
        env = environment(files, dict(options), uses_salt)
        env.globals.update(context)
        return env.get_template(main).render(**context)
    except Exception as error:  # every kind of error is a result here
        text = str(error)
        if isinstance(error, jinja2.TemplateNotFound):
            text = error.message or str(error)
        return f"!error {kind_of(error)} {line_of(error, main)}\n{text}"


def main():
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else FIXTURES
    count = 0
    for case in sorted(root.rglob("*.txt")):
        uses_salt = "salt" in case.parts[-3:]
        if uses_salt:
            try:
                import salt  # noqa: F401
            except ImportError:
                print(f"skipped, salt is not installed: {case}")
                continue
        case.with_suffix(".expected").write_text(expectation(case, uses_salt))
        count += 1
    print(f"{count} expectations written by Jinja2 {jinja2.__version__}")


if __name__ == "__main__":
    main()
