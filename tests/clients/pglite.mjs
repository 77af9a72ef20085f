// A PostgreSQL with pgvector that speaks the wire protocol on a free port of 127.0.0.1, until its input ends. It prints
// its port.
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";

const db = await PGlite.create({ extensions: { vector } });
await db.exec("CREATE EXTENSION vector");
const server = new PGLiteSocketServer({ db, host: "127.0.0.1", port: 0, maxConnections: 8 });
await server.start();
console.log(`port ${server.getServerConn().split(":").pop()}`);
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
