"""Writes goldens.json: what the reference implementation (jinja2, set up as chat templates expect) renders."""
import datetime
import glob
import json
import os

import jinja2
import jinja2.ext
import jinja2.sandbox

HERE = os.path.dirname(os.path.abspath(__file__))


class Generation(jinja2.ext.Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.Scope(body, lineno=line)


def refuse(message):
    raise jinja2.exceptions.TemplateError(message)


def to_json(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


environment = jinja2.sandbox.ImmutableSandboxedEnvironment(
    trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols])
environment.filters["tojson"] = to_json
environment.globals["raise_exception"] = refuse
now = datetime.datetime(2024, 7, 6, 9, 5, 3)
environment.globals["strftime_now"] = now.strftime

cases = json.load(open(os.path.join(HERE, "cases.json"), encoding="utf-8"))
goldens = {}
for path in sorted(glob.glob(os.path.join(HERE, "*.jinja"))):
    template = environment.from_string(open(path, encoding="utf-8").read())
    for case in cases:
        key = os.path.basename(path)[:-6] + "/" + case["name"]
        try:
            goldens[key] = template.render(
                messages=case["messages"], tools=case.get("tools"), bos_token="<s>", eos_token="</s>",
                add_generation_prompt=case.get("add_generation_prompt", True))
        except Exception as error:
            goldens[key] = None
            print(key, "fails:", error)
for source in json.load(open(os.path.join(HERE, "expressions.json"), encoding="utf-8")):
    try:
        goldens[source] = environment.from_string(source).render(
            messages=cases[-1]["messages"], tools=None, documents=None)
    except Exception as error:
        goldens[source] = None
        print(source, "fails:", error)
json.dump(goldens, open(os.path.join(HERE, "goldens.json"), "w", encoding="utf-8"), ensure_ascii=False, indent=1)
