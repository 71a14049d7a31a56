// Answers one JSON line for each it reads, so that a Python test can compare both languages.
import { createInterface } from 'node:readline';
import {
  canonicalHost,
  canonicalUrl,
  entryExpression,
  expressions,
} from '../../extension/common/canonical-url.js';
import { recognise } from '../../extension/common/wallets.js';
import { PREFIXES } from '../../extension/common/wallets/cosmos.js';

const answers = {
  host: (text) => ({ canonical: canonicalHost(text) }),
  url(text) {
    const url = canonicalUrl(text);
    return { canonical: url.text, entry: entryExpression(url), expressions: expressions(url) };
  },
  wallet: (text) => ({
    addresses: recognise(text).map(({ chain, canonical }) => `${chain}:${canonical}`),
  }),
  cosmos: () => ({ prefixes: [...PREFIXES].sort() }),
  href: (text) => ({ canonical: new URL(text).href }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { ask, text } = JSON.parse(line);
  console.log(JSON.stringify(answer(ask, text)));
}

function answer(ask, text) {
  try {
    return answers[ask](text);
  } catch (error) {
    return { refused: error.reason ?? error.code ?? String(error) };
  }
}
