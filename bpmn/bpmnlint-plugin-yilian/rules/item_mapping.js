// Where an item of a theme is handled, item, body and outcome are those of one item, and the outcome is handed on.
const { extension, mapping } = require('../reading');

const DECIDING = ['item_handling', 'department_review'];

function found(pattern, texts) {
  return texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1]));
}

function problem(node) {
  const inputs = mapping(node, 'inputParameters');
  const match = /^=\s*(?:items\.([a-z][a-z0-9_]*)\.item|"([a-z][a-z0-9_]*)")\s*$/.exec(inputs.item || '');
  const item = match && (match[1] || match[2]);
  if (!item || item === 'chain') {
    return '';
  }
  const type = (extension(node, 'TaskDefinition') || {}).type || '';
  const outcomes = found(/outcomes\.([a-z][a-z0-9_]*)/g, Object.keys(mapping(node, 'outputParameters')));
  const others = [...found(/\bitems\.([a-z][a-z0-9_]*)\.body\b/g, [inputs.body || '', type]), ...outcomes];
  const other = others.find((key) => key !== item);
  if (other) {
    return `同一元素中写了不同的事项：item 是 ${item}，实施主体或者结果写的是 ${other}，请改成一致。`;
  }
  const called = (extension(node, 'CalledElement') || {}).processId;
  return DECIDING.includes(called) && !outcomes.length ? `办理结果没有传出：请加输出映射 =outcome → outcomes.${item}。` : '';
}

module.exports = () => ({
  check(node, reporter) {
    const message = problem(node);
    if (message) {
      reporter.report(node.id, message);
    }
  },
});
