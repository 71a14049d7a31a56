// @ts-check
/**
 * An expression as a condition of Chromium's rule engine. It may match less than the expression does (another
 * spelling of the path is left to the worker) but nothing else.
 */

/** @type {chrome.declarativeNetRequest.ResourceType[]} */
const PAGES = ['main_frame', 'sub_frame', 'object'].map((type) => /** @type {any} */ (type));
const ORIGIN = '^https?://[^/?#]+';
/** A directory deeper than this is looked up as a whole path only. */
const MOST_DIRECTORIES = 3;
const IPV4 = /^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$/;
/** The rule engine takes them for other hosts, and a browser opens the same site: mapped addresses and NAT64. */
const IPV4_INSIDE_IPV6 = ['::ffff:', '64:ff9b::'];

/**
 * The pages that an expression covers. For "/", which names no host, those of every host.
 * @param {string} expression
 * @returns {chrome.declarativeNetRequest.RuleCondition}
 */
export function ruleCondition(expression) {
  const slash = expression.indexOf('/');
  const [host, path] = [expression.slice(0, slash), expression.slice(slash)];
  const domains = host ? { requestDomains: spellings(host) } : {};
  return { ...domains, regexFilter: pathFilter(path), isUrlFilterCaseSensitive: true, resourceTypes: PAGES };
}

/**
 * All hosts that the rule engine has to know for one.
 * @param {string} host
 * @returns {string[]}
 */
export function spellings(host) {
  if (!IPV4.test(host)) return [host];
  return [host, ...IPV4_INSIDE_IPV6.map((prefix) => new URL(`http://[${prefix}${host}]/`).hostname)];
}

/**
 * The whole address, for the warning page gets all that the filter matches.
 * @param {string} path
 */
function pathFilter(path) {
  const literal = path.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
  if (path === '/') return '^https?://.*';
  if (path.includes('?')) return `${ORIGIN}${literal}(?:#.*)?$`;
  if (path.endsWith('/') && path.split('/').length - 2 <= MOST_DIRECTORIES) return `${ORIGIN}${literal}.*`;
  return `${ORIGIN}${literal}(?:[?#].*)?$`;
}
