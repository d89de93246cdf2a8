// Flows go on to the end; splits say when which way is taken.
const { is, isKind } = require('../reading');

function problem(node) {
  const leaving = node.outgoing || [];
  if (!leaving.length && !isKind(node, 'EndEvent') && !node.triggeredByEvent) {
    return '元素之后没有连线，流程会停在这里：请连到下一步或者结束事件。';
  }
  if (isKind(node, 'EventBasedGateway') && leaving.length < 2) {
    return '事件网关之后至少应有两个事件。';
  }
  if (isKind(node, 'ExclusiveGateway', 'InclusiveGateway') && leaving.length > 1) {
    if (leaving.some((flow) => !flow.conditionExpression && node.default !== flow)) {
      return '网关的每条分支应有条件，或者设为默认分支。';
    }
    if (leaving.some((flow) => flow.conditionExpression && node.default === flow)) {
      return '默认分支不能再有条件。';
    }
  }
  return '';
}

module.exports = () => ({
  check(node, reporter) {
    const message = is(node, 'FlowNode') && problem(node);
    if (message) {
      reporter.report(node.id, message);
    }
  },
});
