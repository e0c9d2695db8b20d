#!/usr/bin/env python3
"""Writes the expectations of Tests/YAMLTests/Fixtures from PyYAML (python3-yaml).

load/<case>.yaml  -> <case>.json    what PyYAML reads, with Salt's changes to it: decimal `0644`, dates kept as text,
                                    duplicate keys refused
dump/<case>.json  -> <case>.block.yaml, .flow.yaml, .leaves.yaml, .sorted.yaml
"""

import json
import pathlib

import yaml

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "YAMLTests" / "Fixtures"


class Loader(yaml.SafeLoader):
    """The loader that Salt's documentation describes, over PyYAML's own."""

    def construct_scalar(self, node):
        if node.tag == "tag:yaml.org,2002:int":
            text = node.value
            if text.startswith("0") and not text.startswith(("0b", "0x")):
                node.value = text.lstrip("0") or "0"
        return super().construct_scalar(node)

    def flatten_mapping(self, node):
        own = [pair for pair in node.value if pair[0].tag != "tag:yaml.org,2002:merge"]
        names = {key.value for key, _ in own}
        super().flatten_mapping(node)
        merged = node.value[: len(node.value) - len(own)]
        node.value = [pair for pair in merged if pair[0].value not in names] + own

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value if key.value != "<<"]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"found conflicting ID '{key}'", node.start_mark)
        return super().construct_mapping(node, deep=deep)


Loader.add_constructor("tag:yaml.org,2002:timestamp", Loader.construct_yaml_str)
Loader.add_constructor("tag:yaml.org,2002:binary", lambda loader, node: yaml.SafeLoader.construct_yaml_binary(loader, node).decode())
Loader.add_constructor("tag:yaml.org,2002:set", lambda loader, node: list(loader.construct_mapping(node)))


def write(path, text):
    path.write_text(text, encoding="utf-8")


for source in sorted((FIXTURES / "load").glob("*.yaml")):
    value = yaml.load(source.read_text(encoding="utf-8"), Loader=Loader)
    write(source.with_suffix(".json"), json.dumps(value, indent=1, ensure_ascii=False) + "\n")

STYLES = {
    "block": dict(default_flow_style=False, sort_keys=False),
    "flow": dict(default_flow_style=True, sort_keys=False),
    "leaves": dict(default_flow_style=None, sort_keys=False),
    "sorted": dict(default_flow_style=False, sort_keys=True),
}
for source in sorted((FIXTURES / "dump").glob("*.json")):
    value = json.loads(source.read_text(encoding="utf-8"))
    for name, options in STYLES.items():
        text = yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True, **options)
        write(source.with_suffix(f".{name}.yaml"), text)
