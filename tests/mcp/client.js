// The reference client of the Model Context Protocol, driven line by line: each line of standard input is
// {"do": METHOD, "with": [ARGUMENTS]}, a method of the SDK's Client; one line comes back for each, {"result"} or
// {"error"}. Beside those, `abort` is a call of a tool that is given up after so many ms, `watched` one
// whose progress is kept; `errors` are those that the SDK met on the way.
// node client.js auto|legacy EDIG ARGUMENTS...
'use strict';

const readline = require('node:readline');
const modules = process.env.EDIG_NODE_MODULES;
const { Client } = require(`${modules}/@modelcontextprotocol/client`);
const { StdioClientTransport } = require(`${modules}/@modelcontextprotocol/client/dist/stdio.cjs`);

const [mode, command, ...args] = process.argv.slice(2);

const connected = async () => {
  const client = new Client({ name: 'edig-tests', version: '1.0.0' }, { versionNegotiation: { mode } });
  const errors = [];
  client.onerror = error => errors.push(String(error));
  await client.connect(new StdioClientTransport({ command, args, env: process.env }));
  client.errors = async () => errors;
  client.watched = async params => {
    const told = [];
    const result = await client.callTool(params, { onprogress: progress => told.push(progress) });
    return { told, result };
  };
  client.abort = async (after, params) => {
    const given = new AbortController();
    setTimeout(() => given.abort('enough'), after);
    return client.callTool(params, { signal: given.signal });
  };
  return client;
};

const answer = async (client, { do: method, with: given }) => {
  try {
    return { result: (await client[method](...given)) ?? null };
  } catch (error) {
    return { error: { code: error.code ?? null, message: String(error.message ?? error) } };
  }
};

const run = async () => {
  const client = await connected();
  const lines = readline.createInterface({ input: process.stdin });
  for await (const line of lines) console.log(JSON.stringify(await answer(client, JSON.parse(line))));
  await client.close();
};

run().catch(error => {
  console.error(error);
  process.exit(1);
});
