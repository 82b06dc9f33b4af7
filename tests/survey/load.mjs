// load.mjs ROWS PARQUET: the output of a survey, JSON Lines or CSV, becomes a Parquet file; printed is what that holds: its
// columns with their types, and rows by RCODE, by INFO-CODE and by server.
import { createRequire } from "node:module";

const { DuckDBInstance } = createRequire(`${process.env.EDIG_NODE_MODULES}/`)("@duckdb/node-api");
const [rows, parquet] = process.argv.slice(2);
const csv = rows.endsWith(".csv");
const connection = await (await DuckDBInstance.create(":memory:")).connect();
const all = async sql => (await connection.runAndReadAll(sql)).getRowObjectsJson();

await connection.run(`copy (from ${csv ? "read_csv" : "read_json"}('${rows}')) to '${parquet}' (format parquet)`);
const count = (key, from) => all(`select ${key} as key, count(*)::int as rows from ${from} where key is not null group by key order by key`);
const table = `'${parquet}'`;
console.log(JSON.stringify({
  columns: Object.fromEntries((await all(`describe from ${table}`)).map(column => [column.column_name, column.column_type])),
  rcodes: await count(csv ? "rcode" : "rcode.name", table),
  info_codes: csv ? [] : await count("error.info_code::int", `(select unnest(extended_errors) as error from ${table})`),
  servers: await count(csv ? "server" : "server.address", table),
}));
