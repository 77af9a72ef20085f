"""What the boto3 scripts check with: they end with an error where something is not so."""
import sys

from botocore.exceptions import ClientError


def check(condition, what):
    if not condition:
        sys.exit("Not so: " + str(what))


def refused(code, call):
    """Ends with an error unless the call is refused with the code; returns the refusal's words."""
    try:
        call()
    except ClientError as error:
        check(error.response["Error"]["Code"] == code, f"{code}, but {error}")
        return str(error)
    sys.exit(f"Not refused with {code}")
