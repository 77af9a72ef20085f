# Runs the code of an InlineCode node: its inputs are variables, the value of its last line is its response.
import ast
import json
import sys

with open(0, encoding="utf-8") as given:
    node = json.load(given)
code = ast.parse(node["code"], "code")
if not code.body or not isinstance(code.body[-1], ast.Expr):
    sys.exit("The last line of the code must be an expression: its value is the response.")
last = ast.Expression(code.body.pop().value)
scope = {**node["inputs"], "__name__": "__main__"}
exec(compile(code, "code", "exec"), scope)
response = eval(compile(last, "code", "eval"), scope)
with open(node["response"], "w", encoding="utf-8") as answer:
    json.dump(response, answer, ensure_ascii=False, allow_nan=False)
