"""Runs a Python function: loads its handler, asks the server for events, and answers them."""
import decimal
import http.client
import importlib
import json
import logging
import os
import sys
import time
import traceback

HOST, PLACE = os.environ["AWS_LAMBDA_RUNTIME_API"].split("/", 1)
ROOT = f"/{PLACE}/2018-06-01/runtime"
OWN_FILE = os.path.abspath(__file__)


class CognitoIdentity:
    cognito_identity_id = None
    cognito_identity_pool_id = None


class Client:
    def __init__(self, values):
        for name in ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name"):
            setattr(self, name, values.get(name))


class ClientContext:
    def __init__(self, values):
        self.custom = values.get("custom")
        self.env = values.get("env")
        client = values.get("client")
        self.client = Client(client) if isinstance(client, dict) else None


class LambdaContext:
    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = CognitoIdentity()
        given = headers["Lambda-Runtime-Client-Context"]
        self.client_context = ClientContext(json.loads(given)) if given else None
        self._deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


class RequestIdFilter(logging.Filter):
    request_id = ""

    def filter(self, record):
        record.aws_request_id = RequestIdFilter.request_id
        return True


class Runtime:
    def __init__(self):
        self.connection = http.client.HTTPConnection(HOST, timeout=None)

    def ask(self, method, path, body=None):
        headers = {"Content-Type": "application/json"} if body is not None else {}
        self.connection.request(method, ROOT + path, body=body, headers=headers)
        response = self.connection.getresponse()
        content = response.read()
        return response.headers, content

    def fail(self, path, error):
        self.ask("POST", path, json.dumps(error, ensure_ascii=False).encode("utf-8", "replace"))


def error_of(exception, request_id=None):
    frames = traceback.extract_tb(exception.__traceback__)
    own = [frame for frame in frames if os.path.abspath(frame.filename) != OWN_FILE]
    error = {
        "errorMessage": str(exception),
        "errorType": type(exception).__name__,
        "stackTrace": traceback.format_list(own),
    }
    if request_id is not None:
        error["requestId"] = request_id
    return error


def log_error(error):
    text = "".join(error["stackTrace"])
    sys.stdout.write(f"[ERROR] {error['errorType']}: {error['errorMessage']}\n")
    if text:
        sys.stdout.write("Traceback (most recent call last):\n" + text)
    sys.stdout.flush()


def plain(value):
    if isinstance(value, decimal.Decimal):
        return float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


class Refused(Exception):
    def __init__(self, error_type, message, trace=()):
        super().__init__(message)
        self.error = {"errorMessage": message, "errorType": error_type, "requestId": "", "stackTrace": list(trace)}


def load(name):
    if "." not in name:
        raise Refused("Runtime.MalformedHandlerName", f"Bad handler '{name}': not enough values to unpack (expected 2, got 1)")
    module_name, function_name = name.rsplit(".", 1)
    module_name = module_name.replace("/", ".")
    try:
        module = importlib.import_module(module_name)
    except ImportError as e:
        raise Refused("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {e}") from e
    except SyntaxError as e:
        trace = [f'  File "{e.filename}" Line {e.lineno}\n    {e.text}']
        raise Refused("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {e}", trace) from e
    if not hasattr(module, function_name):
        raise Refused("Runtime.HandlerNotFound", f"Handler '{function_name}' missing on module '{module_name}'")
    return getattr(module, function_name)


def answer(runtime, handler, headers, content):
    request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    RequestIdFilter.request_id = request_id
    path = "/invocation/" + request_id
    try:
        try:
            event = json.loads(content)
        except ValueError as e:
            raise Refused("Runtime.UnmarshalError", f"Unable to unmarshal input: {e}") from e
        result = handler(event, LambdaContext(headers))
        try:
            if isinstance(result, (bytes, bytearray)):
                raise TypeError("Object of type bytes is not JSON serializable")
            body = json.dumps(result, ensure_ascii=False, allow_nan=False, default=plain).encode("utf-8")
        except (TypeError, ValueError, RecursionError) as e:
            raise Refused("Runtime.MarshalError", f"Unable to marshal response: {e}") from e
    except Refused as e:
        e.error["requestId"] = request_id
        log_error(e.error)
        runtime.fail(path + "/error", e.error)
    except Exception as e:
        error = error_of(e, request_id)
        log_error(error)
        runtime.fail(path + "/error", error)
    else:
        sys.stdout.flush()
        sys.stderr.flush()
        runtime.ask("POST", path + "/response", body)


def set_up_logging():
    handler = logging.StreamHandler(sys.stdout)
    handler.addFilter(RequestIdFilter())
    formatter = logging.Formatter(
        "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    logging.getLogger().addHandler(handler)


def main():
    root = os.environ["LAMBDA_TASK_ROOT"]
    sys.path[0] = root
    set_up_logging()
    runtime = Runtime()
    try:
        handler = load(os.environ["_HANDLER"])
    except Refused as e:
        log_error(e.error)
        runtime.fail("/init/error", e.error)
        sys.exit(1)
    except Exception as e:
        error = error_of(e)
        log_error(error)
        runtime.fail("/init/error", error)
        sys.exit(1)
    while True:
        headers, content = runtime.ask("GET", "/invocation/next")
        answer(runtime, handler, headers, content)


try:
    main()
except (ConnectionError, http.client.HTTPException):
    sys.exit(1)  # The server has gone.
