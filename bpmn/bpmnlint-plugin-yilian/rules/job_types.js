// Service tasks name a known job type of the body that does it, with its headers and retries.
const jobs = require('../jobs');
const { extension, isKind } = require('../reading');

const TYPE = /^=\s*"([a-z_]+\.[a-z_]+)\."\s*\+\s*[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;
const ANSWERS = ['completed', 'not_accepted', 'refused', 'returned', 'withdrawn'];

function problem(node, definition) {
  const match = TYPE.exec((definition && definition.type) || '');
  if (!match) {
    return '任务类型应写成 ="类别.功能." + 实施主体，例如 ="review.precheck." + body。';
  }
  const needed = jobs[match[1]];
  if (!needed) {
    return `没有名为 ${match[1]} 的任务类型，可用的类型见 chain/job_types.py。`;
  }
  const box = extension(node, 'TaskHeaders');
  const headers = Object.fromEntries(((box && box.values) || []).map(({ key, value }) => [key, value]));
  const missing = needed.find((name) => !headers[name]);
  if (missing) {
    return `任务缺少任务头 ${missing}。`;
  }
  if (match[1] === 'notice.answer' && !ANSWERS.includes(headers.result)) {
    return `任务头 result 应为 ${ANSWERS.join('、')} 之一。`;
  }
  return /^([1-9]|10)$/.test(definition.retries || '') ? '' : '任务没有设定重试次数（1至10次）。';
}

module.exports = () => ({
  check(node, reporter) {
    const definition = extension(node, 'TaskDefinition');
    if (!definition && !isKind(node, 'ServiceTask', 'SendTask', 'ScriptTask', 'BusinessRuleTask')) {
      return;
    }
    const message = problem(node, definition);
    if (message) {
      reporter.report(node.id, message);
    }
  },
});
