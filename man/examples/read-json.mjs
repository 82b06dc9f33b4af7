#!/usr/bin/env node
// Names on standard input, one a line: what comes of each, why, and whose turn it is. EDIG_SERVER says whom to ask.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const { stdout } = spawn('edig', ['+json', '+why', '-f', '-'], { stdio: ['inherit', 'pipe', 'inherit'] });
for await (const line of createInterface({ input: stdout })) {
  const { schema, question, outcome, diagnosis, error } = JSON.parse(line);
  if (schema !== 1) throw new Error('written for another schema');
  const why = diagnosis?.findings[0] ?? error;
  const reason = why ? `: ${why.text}; whose turn: ${why.fault ?? 'unknown'}` : '';
  const text = `${question.name} ${question.type}: ${outcome}${reason}`;
  console.log(text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd')); // foreign text, for a terminal
}
