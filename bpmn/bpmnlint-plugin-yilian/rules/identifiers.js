// Ids are ASCII with a role prefix; what people see has a Chinese name.
const { is, isChinese, isKind } = require('../reading');

function prefixOf(node) {
  if (is(node, 'Event')) return 'Event_';
  if (is(node, 'Gateway')) return 'Gateway_';
  if (is(node, 'CallActivity')) return 'Call_';
  if (isKind(node, 'SubProcess')) return 'SubProcess_';
  return 'Task_';
}

function isIdentifier(text, prefix) {
  return text.startsWith(prefix) && /^[A-Za-z0-9_]+$/.test(text) && text.length > prefix.length;
}

module.exports = () => ({
  check(node, reporter) {
    if (is(node, 'FlowNode')) {
      const prefix = prefixOf(node);
      if (!isIdentifier(node.id, prefix)) {
        reporter.report(node.id, `元素编号应以 ${prefix} 开头，只含英文字母、数字、下划线。`);
      }
      if (!isChinese(node.name)) {
        reporter.report(node.id, '元素没有中文名称。');
      }
    }
    if (is(node, 'SequenceFlow')) {
      if (!isIdentifier(node.id, 'Flow_')) {
        reporter.report(node.id, '连线编号应以 Flow_ 开头，只含英文字母、数字、下划线。');
      }
      const isDefault = node.sourceRef && node.sourceRef.default === node;
      if ((node.conditionExpression || isDefault) && !isChinese(node.name)) {
        reporter.report(node.id, '带条件的连线没有中文名称。');
      }
    }
  },
});
