// hnswlib and pgvector on the vectors that VectorBench has written into a folder. In seconds of the processor.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [folder, dimensionsText] = process.argv.slice(2);
const dimensions = Number(dimensionsText);
const read = name => {
  const bytes = readFileSync(join(folder, name));
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
};
const vectors = read("vectors");
const queries = read("queries");
const right = JSON.parse(readFileSync(join(folder, "right.json"), "utf8"));
const row = (data, i) => Array.from(data.subarray(i * dimensions, (i + 1) * dimensions));
const count = vectors.length / dimensions;
const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };

async function measure(name, built, find) {
  let hits = 0;
  for (let q = 0; q < right.length; q++) {
    const found = await find(q);
    hits += right[q].filter(id => found.includes(id)).length;
  }

  let done = 0;
  const started = cpu();
  for (; cpu() - started < 2; done++) {
    await find(done % right.length);
  }

  const rate = Math.round(done / (cpu() - started)).toLocaleString("en");
  console.log(`| ${name} | ${(hits / right.length / 10).toFixed(4)} | ${rate} | ${built.toFixed(0)} s |`);
}

async function hnswlib() {
  const { default: { HierarchicalNSW } } = await import("hnswlib-node");
  const index = new HierarchicalNSW("ip", dimensions);
  index.initIndex(count, 16, 128, 100);
  const started = cpu();
  for (let i = 0; i < count; i++) {
    index.addPoint(row(vectors, i), i);
  }

  const built = cpu() - started;
  const asked = right.map((_, q) => row(queries, q));
  for (const width of [40, 80, 160, 320]) {
    index.setEf(width);
    await measure(`hnswlib-node, ef ${width}`, built, async q => index.searchKnn(asked[q], 10).neighbors);
  }
}

async function pgvector() {
  const { PGlite } = await import("@electric-sql/pglite");
  const { vector } = await import("@electric-sql/pglite-pgvector");
  const db = await PGlite.create({ extensions: { vector } });
  await db.exec(`CREATE EXTENSION vector; CREATE UNLOGGED TABLE passages (id int, embedding vector(${dimensions}));
    SET maintenance_work_mem = '1GB'`);
  for (let at = 0; at < count; at += 1000) {
    const rows = [];
    for (let i = at; i < Math.min(count, at + 1000); i++) {
      rows.push(`(${i},'[${row(vectors, i).map(value => value.toPrecision(7)).join(",")}]')`);
    }

    await db.exec("INSERT INTO passages VALUES " + rows.join(","));
  }

  const started = cpu();
  await db.exec(
    "CREATE INDEX ON passages USING hnsw (embedding vector_cosine_ops) WITH (m = 16, ef_construction = 64)");
  const built = cpu() - started;
  const asked = right.map((_, q) => JSON.stringify(row(queries, q)));
  await db.exec("SET enable_seqscan = off");
  for (const width of [40, 80, 160, 320]) {
    await db.exec(`SET hnsw.ef_search = ${width}`);
    await measure(`pgvector in PGlite, ef_search ${width}`, built, async q =>
      (await db.query("SELECT id FROM passages ORDER BY embedding <=> $1 LIMIT 10", [asked[q]])).rows.map(r => r.id));
  }
}

for (const [name, run] of [["hnswlib-node", hnswlib], ["PGlite", pgvector]]) {
  try {
    await run();
  } catch (e) {
    console.log(`| ${name} | can't be measured: ${e.message} | | |`);
  }
}
