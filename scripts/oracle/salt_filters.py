#!/usr/bin/env python3
"""Renders expressions over Salt's filters and tests with real Salt and stores the results.

usage: salt_filters.py       writes Tests/CompilerTests/Fixtures/salt_filters.jsonl and
                             Tests/ModulesTests/Fixtures/binary/is_binary.txt, what Salt takes for binary bytes
needs: salt (3007 or 3008) in the Python that runs it
"""
import json
import logging
import pathlib
import random
import tempfile

import salt.config
import salt.utils.stringutils
import salt.utils.templates
import salt.version

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
STORE = ROOT / "Tests" / "CompilerTests" / "Fixtures" / "salt_filters.jsonl"
BYTES = ROOT / "Tests" / "ModulesTests" / "Fixtures" / "binary" / "is_binary.txt"

CONTEXT = {
    "l": [3, 1, 2, 3], "names": ["b", "A", "c"], "d": {"b": 1, "a": {"x": [1, {"y": "deep"}]}}, "s": "it's a Test",
    "n": 7, "none": None, "t": True, "f": 1.5, "nested": [1, [2, [None, 3]], []],
}
EXPRESSIONS = [
    "l|yaml", "d|yaml", "names|yaml(False)", "d|yaml(False)", "s|yaml", "n|yaml", "none|yaml", "'yes'|yaml", "'1'|yaml",
    "''|yaml", "'a: b'|yaml", "[{'a': 1, 'b': [1, 2]}]|yaml(False)", "{'z': 1, 'a': none}|yaml", "'é'|yaml", "f|yaml",
    "[true, false, none]|yaml", "'multi\\nline'|yaml", "('x' * 100)|yaml", "d|json", "d|json(sort_keys=False)",
    "d|json(indent=2)", "d|tojson", "'<a&b>\\''|tojson", "'é'|json", "'é'|tojson", "none|json", "d|python", "l|python",
    "s|python", "{'b': 1, 'a': [1, 2]}|python", "'a: 1'|load_yaml", "('a: [1, 2]'|load_yaml).a[1]",
    "'{\"a\": 1}'|load_json", "'text'|load_text", "d|dict_to_sls_yaml_params", "{'a': 1}|dict_to_sls_yaml_params(True)",
    "s|yaml_encode", "n|yaml_encode", "none|yaml_encode", "t|yaml_encode", "f|yaml_encode", "[1]|yaml_encode",
    "s|yaml_dquote", "s|yaml_squote", "'a\\nb\"c'|yaml_dquote", "'a\\nb'|yaml_squote", "'a\\\\b'|yaml_dquote",
    "d|traverse('a:x:1:y')", "d|traverse('a:q', 'none')", "d|traverse('a/x/0', delimiter='/')", "d|traverse('b')",
    "'yes'|to_bool", "'True'|to_bool", "'1'|to_bool", "'no'|to_bool", "0|to_bool", "2|to_bool", "-1|to_bool",
    "none|to_bool", "t|to_bool", "[]|to_bool", "[0]|to_bool", "{}|to_bool", "1.5|to_bool", "''|to_bool",
    "s|regex_search('(T)(es)')", "s|regex_search('zzz')", "s|regex_search('t', ignorecase=True)", "s|regex_search('T..')",
    "s|regex_match('it(.)s')", "s|regex_match('Test')", "s|regex_match('.*(te)', ignorecase=True)",
    "s|regex_replace('t', 'X')", "s|regex_replace('(T)e', '\\\\1_')", "s|regex_replace('T', '-', ignorecase=True)",
    "'a\\nb'|regex_replace('^', '> ', multiline=True)", "'a.b*c'|regex_escape", "'a b-c_d/e'|regex_escape",
    "1700000000|strftime", "1700000000|strftime('%Y/%m/%d')", "'2020-05-06'|strftime('%d.%m.%y')",
    "'2002/12/25'|strftime", "1040814000|strftime('%Y-%m-%dT%H')", "1700000000|date_format('%j')",
    "'a'|sequence", "[1]|sequence", "none|sequence", "d|sequence", "(1, 2)|sequence", "5|sequence",
    "'5'|to_num", "'5.5'|to_num", "'x'|to_num", "5|to_num", "' 7 '|to_num", "'7'|str_to_num", "none|to_num",
    "l|unique", "names|unique", "[1, 1.0, true]|unique", "['a', 'A']|unique", "'aab'|unique|sort",
    "l|min", "l|max", "names|min", "names|max", "l|avg", "[1, 2]|avg", "[1.5, 2.5]|avg",
    "[1, 2, 2]|union([2, 3])", "[1, 2, 2]|intersect([2, 3])", "[1, 2, 2]|difference([2, 3])",
    "[1, 2, 2]|symmetric_difference([2, 3])", "nested|flatten", "nested|flatten(levels=1)",
    "nested|flatten(preserve_nulls=True)", "[1, 'null', 'None', none]|flatten", "'abc'|combinations(2)|list",
    "[1, 2]|permutations(2)|list", "[1, 2]|combinations_with_replacement(2)|list", "[1, 2]|product([3, 4])|list",
    "[1, 2]|product(repeat=2)|list", "'abc'|compress([1, 0, 1])|list", "[1, 2]|zip([3, 4])|list",
    "[1, 2]|zip_longest([3], fillvalue='-')|list", "'abc'|method_call('upper')", "d|method_call('get', 'b')",
    "names|sorted_ignorecase", "[1, 2]|compare_lists([2, 3])", "[1]|compare_lists([1])",
    "{'a': 1}|compare_dicts({})", "l|is_list", "s|is_list",
    "(1,)|is_list", "l|is_iter", "s|is_iter", "d|is_iter", "(1,)|is_iter", "5|is_iter", "'0xff'|is_hex", "'ff'|is_hex",
    "'xyz'|is_hex", "''|is_hex", "'a b'|contains_whitespace", "'ab'|contains_whitespace",
    "'a'|substring_in_list(['bat', 'c'])", "'z'|substring_in_list(['bat'])",
    "5|check_whitelist_blacklist(whitelist=[5, 6])", "'abc'|check_whitelist_blacklist(whitelist=['a*'])",
    "'abc'|check_whitelist_blacklist(blacklist=['a.c'])", "'abc'|check_whitelist_blacklist(['x'], ['abc'])",
    "'abc'|check_whitelist_blacklist()", "[1, 0, 'x']|exactly_n_true(2)", "[1, 0]|exactly_one_true",
    "[true, true]|exactly_one_true", "s|quote", "'plain'|quote", "''|quote", "'a b'|quote", "'/a'|path_join('b', 'c')",
    "'/a/'|path_join('/b')", "'a'|path_join('..', 'b')", "'a/../b'|path_join('c')", "'abc'|uuid", "'é'|uuid", "'a'|md5",
    "'a'|sha1", "'a'|sha256", "'a'|sha512", "'é'|md5", "'abc'|base64_encode", "'YWJj'|base64_decode",
    "'é'|base64_encode", "'get salted'|hmac('shared secret', 'eBWf9bstXg+NiP5AOwppB5HMvZiYMPzEM9W5YMm/AmQ=')",
    "'get salted'|hmac('other', 'eBWf9bstXg+NiP5AOwppB5HMvZiYMPzEM9W5YMm/AmQ=')",
    "'get salted'|hmac_compute('shared secret')", "'192.168.0.1'|is_ip", "'fe80::1'|is_ip", "'x'|is_ip",
    "'192.168.0.1'|is_ipv4", "'fe80::1'|is_ipv4", "'fe80::1'|is_ipv6", "['10.0.0.1', 'x', 'fe80::1']|ipaddr",
    "['10.0.0.1', 'fe80::1']|ipv4", "['10.0.0.1', 'fe80::1']|ipv6", "'10.0.0.0/30'|network_hosts",
    "'10.0.0.0/29'|network_size", "'10.0.0.1/24'|ip_host", "'fe80::/126'|network_hosts", "'10.0.0.0/8'|network_size",
    "'127.0.0.1'|is_ip('loopback')", "'10.0.0.1'|is_private",
    "{}|set_dict_key_value('a:b', 1)", "{'a': {'b': 1}}|set_dict_key_value('a/c', 2, delimiter='/')",
    "{}|append_dict_key_value('a:b', 1)", "{'a': [1]}|append_dict_key_value('a', 2)",
    "{'a': [1]}|extend_dict_key_value('a', [2, 3])", "{'a': {'x': 1}}|update_dict_key_value('a', {'y': 2})",
    "{'a': 1, 'b': 2}|to_entries", "[{'key': 'a', 'value': 1}, {'name': 'b', 'Value': 2}]|from_entries",
    "'HelloWorld'|to_snake_case", "'hello_world_now'|to_camelcase", "'hello_world'|to_camelcase(uppercamel=True)",
    "'FooBarHTTP'|to_snake_case", "'10KB'|human_to_bytes", "'2G'|human_to_bytes", "'5 MiB'|human_to_bytes",
    "'1KB'|human_to_bytes(handle_metric=True)", "'12'|human_to_bytes(default_unit='M')", "'x'|human_to_bytes",
    "99|random_hash|length", "99|rand_str('sha1')|length", "12|random_str|length", "[1, 2, 3]|random_sample(2)|length",
    "[1, 2, 3]|random_shuffle|sort", 
    "'abc' is match('a.c')", "'xabc' is match('a.c')", "'ABC' is match('abc', ignorecase=True)",
    "7 is equalto(7)", "l is list", "s is list", "'x'|skip", "{'a': [1, {'b': 2}]}|xml", "ifelse is defined",
    "raise is defined", "odict([('b', 1), ('a', 2)])", "odict([('b', 1)])|yaml", "odict(a=1)|json",
]

QUERIED = (
    "{'locations': [{'name': 'Seattle', 'state': 'WA', 'n': 3}, {'name': 'New York', 'state': 'NY', 'n': 1}, "
    "{'name': 'Olympia', 'state': 'WA', 'n': 2.5}], 'a': {'b': {'c': [0, 1, 2, 3, 4]}}, 'e': [[1, [2]], [3], 4], "
    "'o': {'x': {'v': 1}, 'y': {'v': 2}, 'z': {}}, 'w-d': 'dash', 's': 'Äbc', 'null': none, 'z': 0, 'f': false}"
)
QUERIES = [
    "a", "a.b.c", "a.b.c[0]", "a.b.c[-1]", "a.b.c[9]", "a.b.c[1:3]", "a.b.c[::-1]", "a.b.c[:-2]", "a.b.c[::2]",
    "nope", "nope.deep", "a.nope[0]", "locations[*].name", "locations[].n", "locations[?state == 'WA'].name",
    "locations[?n > `1`].name", "locations[?n >= `1` && state != 'WA'] | [0].name", "locations[?!(n < `2`)].n",
    "locations[?state == 'WA'].name | sort(@) | {WashingtonCities: join(', ', @)}", "locations[*].[name, n]",
    "locations[*].{who: name, what: n}", "locations[*].{\"w-h\": name}", "o.*.v", "o.* | [0]", "*.x", "e[]", "e[][]",
    "e[*][0]", "\"w-d\"", "@.z", "z || 'other'", "s || 'other'", "f || nope || s", "z && s", "!z", "!nope", "!s",
    "`[1, {\"a\": null}]`", "`text`", "'raw \\' text'", "length(locations)", "length(s)", "length(o)", "keys(o)",
    "values(o)[0]", "abs(`-3`)", "abs(`-3.5`)", "avg(a.b.c)", "avg(`[]`)", "ceil(`1.2`)", "floor(`-1.2`)",
    "contains(s, 'b')", "contains(a.b.c, `3`)", "ends_with(s, 'bc')", "starts_with(s, 'b')", "join('-', `[\"a\", \"b\"]`)",
    "map(&name, locations)", "map(&[0], e)", "max(a.b.c)", "min(`[\"b\", \"a\"]`)", "max(`[]`)",
    "max_by(locations, &n).name", "min_by(locations, &n).name", "sort_by(locations, &n)[*].name",
    "sort_by(locations, &name)[0].name", "merge(`{\"a\": 1, \"b\": 2}`, `{\"b\": 3}`)", "not_null(nope, z, s)",
    "reverse(a.b.c)", "reverse(s)", "sort(`[3, 1, 2]`)", "sum(a.b.c)", "sum(`[1.5, 2]`)", "to_array(z)", "to_array(e)",
    "to_number('12')", "to_number('1.5')", "to_number('x')", "to_number(e)", "to_string(z)", "to_string(s)", "type(o)",
    "type(e)", "type(nope)", "type(z)", "type(f)", "to_string(`[1, {\"a\": true}]`)", "locations[].name | length(@)",
    "a.b.c[?@ > `1`]", "a.b.c[?@ == `1.0`]", "[z, s]", "{a: z, b: nope}", "locations[0].*", "locations[:2].name",
    "(a.b).c[1]", "a | b | c | [2]", "locations[?contains(name, 'e')].name", "locations[? n == max(`[1, 3]`) ].name",
    "`1` == `true`", "`0` == `false`", "s < z", "e[?@ > `3`]", "o.y.v > o.x.v",
    "", "a.", "a[", "a]", "a[0", "[?a", "nofunc(a)", "abs('x')", "length(z)", "abs(z, z)", "a b", "a..b", "'x", "\"x", "`x",
    "=", "a = b", "{a}", "sort_by(locations, &nope)", "sort(`[1, \"a\"]`)", "join(', ', a.b.c)", "\"f\"(z)", "-", "a.-1",
    "a.b.c[::0]", "a.b.c[1:2:3:4]", "max_by(locations, n)", "#", "a.'x'",
]
EXPRESSIONS += ["(" + QUERIED + ")|json_query(" + json.dumps(query).replace("\\\\", "\\") + ")" for query in QUERIES]
ADDRESSES = [
    "10.1.2.3", "8.8.8.8", "127.0.0.1", "169.254.1.1", "224.0.0.5", "240.0.0.1", "0.0.0.0", "192.0.2.7", "::1", "::",
    "fe80::1", "FEC0::1", "ff02::1", "2001:DB8::0:1", "2600::1", "fc00::5", "10.0.0.1/24", "fe80::1/64", "x", "10.0.0.1/33",
]
OPTIONS = ["private", "public", "loopback", "lo", "ll", "multicast", "reserved", "sl", "unspecified", "private, loopback", "what"]
EXPRESSIONS += [f"{ADDRESSES}|ipaddr('{option}')" for option in OPTIONS] + [
    f"{ADDRESSES}|ipaddr", f"{ADDRESSES}|ipv4('private')", f"{ADDRESSES}|ipv6('global')", "'10.0.0.1'|ipaddr('public')",
    "'10.0.0.1'|is_ip('private')", "'8.8.8.8'|is_ipv4('private')", "'::1'|is_ipv6(options='loopback')", "5|ipaddr",
    "'2001:DB8::0:1'|ipv6", "('10.0.0.1', 'x')|ipv4", "none|ipaddr", "'127.0.0.1'|ipv4('lo,private')",
    "['+---+---+', '| a | b |', '+---+---+', '| 1 | x |', '', '| 2 | 1.5 |', '+--+']|mysql_to_dict('a')",
    "['| a | b |', '| 1 | x |']|mysql_to_dict('nope')", "[]|mysql_to_dict('a')", "'AA:BB:CC'|gen_mac|length",
    "5|json_encode_list", "'x'|json_encode_dict",
]


def render(template, options):
    context = {"opts": options, "saltenv": "base", "salt": {}, "grains": {}, "pillar": {}, **CONTEXT}
    return salt.utils.templates.render_jinja_tmpl(template, context)


def samples():
    """Bytes at the borders of UTF-8 and of the 30 per cent, and some at random."""
    yield from (
        b"", b"abc", b"\0", b"a\0b", b"\x01", b"\x01ab", b"\x01abc", b"\x01\x02abcde", b"\x01\x02\x03abcdefg",
        b"\x01\x02\x03abcdef", b"\x7f\x7fabc", b"\xc3\xa9", b"\xff", b"\xffabc", b"\xffab", b"\xc3", b"ab\xc3",
        b"\xe2\x82", b"\xe2\x28", b"\xed\xa0", b"\xed\xa0\x80", b"\xe0\x80", b"\xf0\x9f\x92", b"\xf4\x90", b"\xf5",
        b"\xc1", b"\x80\x80a", b"\xc3\xa9" * 5 + b"\xff", b"\n\r\t\f\b\v", b"\v", b"\x1b[0m", b"\x1b[0mab",
        b"\xe9t\xe9", b"\xe9t\xe9abcdefg", b"\xf0\x9f\x92\xa9", b"\xef\xbf\xbf", b"\xf4\x8f\xbf\xbf",
        b"\xc3\xa9\xff\xc3",
    )
    bytes_of_interest = b"AB\xc8\xc3\xa9\xe2\x82\xed\xa0\xf0\x9f\x92\xf4\x90\xff\x01\x02\x7f\n\x80\xe0\xfe\xc2"
    chosen = random.Random(5)
    for _ in range(300):
        yield bytes(chosen.choice(bytes_of_interest) for _ in range(chosen.randint(1, 9)))


def write_samples():
    BYTES.parent.mkdir(exist_ok=True)
    lines = [f"{data.hex() or '-'} {int(salt.utils.stringutils.is_binary(data))}\n" for data in samples()]
    BYTES.write_text("".join(lines))


def main():
    write_samples()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as root:
        options = salt.config.minion_config(None)
        options.update(file_client="local", cachedir=root, root_dir=root, file_roots={"base": [root]}, id="web1")
        with STORE.open("w") as out:
            out.write(json.dumps({"context": CONTEXT, "salt": salt.version.__version__}, ensure_ascii=False) + "\n")
            for expression in EXPRESSIONS:
                template = "{{ " + expression + " }}"
                try:
                    result = {"ok": render(template, options)}
                except Exception as error:  # every kind of error is a result here
                    result = {"error": str(error).split("\n")[0]}
                out.write(json.dumps({"template": template, **result}, ensure_ascii=False) + "\n")
    print(f"{len(EXPRESSIONS)} results written by Salt {salt.version.__version__}")


if __name__ == "__main__":
    main()
