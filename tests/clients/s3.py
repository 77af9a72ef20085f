"""Drives the server's S3 with boto3 as programs do; ends with an error where anything is not as on S3."""
import os
import sys
import tempfile
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config

from checks import check, refused

bucket = sys.argv[1]
s3 = boto3.client("s3")
small_parts = TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20)
folder = tempfile.mkdtemp()


def fetch(url, **more):
    return urllib.request.urlopen(urllib.request.Request(url, **more)).read()


s3.create_bucket(Bucket=bucket)
s3.get_waiter("bucket_exists").wait(Bucket=bucket)

# The transfer manager: in parts up, in ranges down, in parts from key to key.
content = os.urandom(17 << 20)
with open(os.path.join(folder, "up"), "wb") as file:
    file.write(content)
s3.upload_file(
    os.path.join(folder, "up"), bucket, "dir/大きい", Config=small_parts,
    ExtraArgs={"ContentType": "x/y", "Metadata": {"who": "me"}})
s3.copy({"Bucket": bucket, "Key": "dir/大きい"}, bucket, "copy", Config=small_parts)
for key in ["dir/大きい", "copy"]:
    s3.download_file(bucket, key, os.path.join(folder, "down"), Config=small_parts)
    with open(os.path.join(folder, "down"), "rb") as file:
        check(file.read() == content, f"{key} comes back as it was sent")
head = s3.head_object(Bucket=bucket, Key="dir/大きい", ChecksumMode="ENABLED")
check(head["ETag"].endswith('-4"'), "four parts")
check(head["ContentType"] == "x/y" and head["Metadata"] == {"who": "me"}, "headers are kept")
check(head["ChecksumType"] == "COMPOSITE" and head["ChecksumCRC32"].endswith("-4"), "the parts have checksums")

attributes = s3.get_object_attributes(
    Bucket=bucket, Key="dir/大きい", ObjectAttributes=["ETag", "Checksum", "ObjectParts", "ObjectSize", "StorageClass"])
check(attributes["ETag"] == head["ETag"].strip('"') and attributes["ObjectSize"] == len(content), attributes)
check(attributes["ObjectParts"]["TotalPartsCount"] == 4 and attributes["StorageClass"] == "STANDARD", attributes)
check(attributes["Checksum"]["ChecksumCRC32"] == head["ChecksumCRC32"], attributes)

# Presigned by the signature that boto3 takes by default, and by the newer one.
for client in [s3, boto3.client("s3", config=Config(signature_version="s3v4"))]:
    put = client.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "pre signed+é"})
    fetch(put, data=b"by url", method="PUT", headers={"Content-Type": ""})
    get = client.generate_presigned_url(
        "get_object", Params={"Bucket": bucket, "Key": "pre signed+é", "ResponseContentType": "a/b"})
    check(fetch(get) == b"by url", "a presigned request is answered")
    listed = client.generate_presigned_url("list_objects_v2", Params={"Bucket": bucket})
    check(b"<Key>copy</Key>" in fetch(listed), "a presigned list is answered")
    expired = client.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "copy"}, ExpiresIn=-1)
    for wrong in [get.replace("signed", "signe"), expired]:
        try:
            fetch(wrong)
            sys.exit("Not refused: " + wrong)
        except urllib.error.HTTPError as error:
            check(error.code in (400, 403), "a wrong or expired address is refused")

# A form, as a web page would send it.
for client in [s3, boto3.client("s3", config=Config(signature_version="s3v4"))]:
    form = client.generate_presigned_post(
        bucket, "form/${filename}", Fields={"Content-Type": "x/y"},
        Conditions=[{"Content-Type": "x/y"}, ["content-length-range", 1, 10]])
    for content, status in [(b"by form", 204), (b"far too long for it", 400)]:
        parts = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                 for name, value in form["fields"].items()]
        body = b"".join(parts) + (
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="f.txt"\r\n\r\n' + content + b"\r\n--b--\r\n")
        request = urllib.request.Request(
            form["url"], data=body, headers={"Content-Type": "multipart/form-data; boundary=b"})
        try:
            answer = urllib.request.urlopen(request).status
        except urllib.error.HTTPError as error:
            answer = error.code
        check(answer == status, f"a form is answered with {answer}")
    posted = s3.get_object(Bucket=bucket, Key="form/f.txt")
    check(posted["Body"].read() == b"by form" and posted["ContentType"] == "x/y", "the form's file is kept")
    s3.delete_object(Bucket=bucket, Key="form/f.txt")

# Conditions; a refusal doesn't spoil the connection for what follows.
s3.put_object(Bucket=bucket, Key="once", Body=b"1", IfNoneMatch="*")
refused("PreconditionFailed", lambda: s3.put_object(Bucket=bucket, Key="once", Body=b"2", IfNoneMatch="*"))
refused("NoSuchKey", lambda: s3.get_object(Bucket=bucket, Key="never"))
check(s3.get_object(Bucket=bucket, Key="once", Range="bytes=-1")["Body"].read() == b"1", "a range is read")
refused("InvalidRange", lambda: s3.get_object(Bucket=bucket, Key="once", Range="bytes=9-"))
refused("404", lambda: s3.head_object(Bucket=bucket, Key="never"))

# Lists, and deletions in one call.
pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig={"PageSize": 2})
keys = [entry["Key"] for page in pages for entry in page["Contents"]]
check(keys == ["copy", "dir/大きい", "once", "pre signed+é"], f"the list is {keys}")
refused("BucketNotEmpty", lambda: s3.delete_bucket(Bucket=bucket))
deleted = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys]})
check(len(deleted["Deleted"]) == len(keys), "all are deleted")
s3.delete_bucket(Bucket=bucket)
refused("404", lambda: s3.head_bucket(Bucket=bucket))
