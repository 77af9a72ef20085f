// Drives the server's S3 with the AWS SDK for JavaScript; ends with an error where anything is not as on S3.
import assert from "node:assert";
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import {
  CreateBucketCommand, DeleteBucketCommand, DeleteObjectsCommand, GetObjectCommand, paginateListObjectsV2,
  PutObjectCommand, S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

const Bucket = process.argv[2];
const s3 = new S3Client({});

await s3.send(new CreateBucketCommand({ Bucket }));

// A stream of unknown length goes in parts; a stream of known length in chunks with a trailing checksum.
const content = randomBytes(11 << 20);
await new Upload({ client: s3, params: { Bucket, Key: "parts", Body: Readable.from([content]) } }).done();
await s3.send(new PutObjectCommand({
  Bucket, Key: "chunks/あ", Body: Readable.from([content]), ContentLength: content.length, Metadata: { who: "me" },
}));
for (const Key of ["parts", "chunks/あ"]) {
  const found = await s3.send(new GetObjectCommand({ Bucket, Key }));
  assert.deepStrictEqual(Buffer.from(await found.Body.transformToByteArray()), content);
}

const put = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: "signed" }), { expiresIn: 60 });
assert.strictEqual((await fetch(put, { method: "PUT", body: "by url" })).status, 200);
const get = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: "signed" }), { expiresIn: 60 });
assert.strictEqual(await (await fetch(get)).text(), "by url");

await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key: "never" })), { name: "NoSuchKey" });
await assert.rejects(s3.send(new PutObjectCommand({ Bucket, Key: "signed", Body: "2", IfNoneMatch: "*" })),
  { name: "PreconditionFailed" });

const keys = [];
for await (const page of paginateListObjectsV2({ client: s3, pageSize: 2 }, { Bucket })) {
  keys.push(...page.Contents.map((entry) => entry.Key));
}
assert.deepStrictEqual(keys, ["chunks/あ", "parts", "signed"]);
await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map((Key) => ({ Key })) } }));
await s3.send(new DeleteBucketCommand({ Bucket }));
