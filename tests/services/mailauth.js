// mailauth's opinion on DMARC policies. Each line of standard input: {"domain", "zone": {"_dmarc.example TXT":
// ["..."]}, "names": [...]}; names that are neither there nor above one that is do not exist. One line comes
// back for each.
'use strict';

const readline = require('node:readline');
const modules = process.env.EDIG_NODE_MODULES;
const dmarc = require(`${modules}/mailauth/lib/dmarc/get-dmarc-record.js`);

const failure = code => Object.assign(new Error(code), { code });

const resolver = given => async (name, type) => {
  const records = given.zone[`${name.toLowerCase()} ${type}`];
  if (records === null) throw failure('ESERVFAIL');
  if (records) return records.map(text => [text]);
  const exists = given.names.some(other => other === name || other.endsWith(`.${name}`));
  throw failure(exists ? 'ENODATA' : 'ENOTFOUND');
};

const opinion = async given => {
  const ask = resolver(given);
  try {
    const found = await dmarc.discoverPolicy(given.domain, dmarc.createRecordLookup(ask, { strict: true }));
    if (!found.record) return { organizational_domain: found.orgDomain, policy_domain: null, policy: null };
    const tags = dmarc.getPolicyTags(found.record);
    const subdomain = found.recordDomain !== given.domain;
    const exists = await dmarc.domainExists(given.domain, ask);
    const policy = tags && ((subdomain && !exists && tags.np) || (subdomain && tags.sp) || tags.p);
    return { organizational_domain: found.orgDomain, policy_domain: found.recordDomain, policy };
  } catch (error) {
    return { error: error.code || String(error) };
  }
};

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin }))
    console.log(JSON.stringify(await opinion(JSON.parse(line))));
})();
