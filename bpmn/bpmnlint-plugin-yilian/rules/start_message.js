// A theme's chain starts with its own message, as some shared processes do; a called process with a plain start.
const { is, isKind, messageDefinition } = require('../reading');

const STARTED = {
  document_issue: 'document-drafted',
  obligation: 'obligation-opened',
  matter: 'matter-opened',
  certificate_copy: 'copy-ordered',
  certificate_renewal: 'certificate-due',
};

module.exports = () => ({
  check(node, reporter) {
    if (!is(node, 'Process')) {
      return;
    }
    const expected = STARTED[node.id] || `${node.id}.submitted`;
    const starts = (node.flowElements || []).filter((each) => isKind(each, 'StartEvent'));
    if (starts.length !== 1) {
      reporter.report(node.id, '流程应当有且只有一个开始事件。');
    }
    for (const start of starts) {
      const definition = messageDefinition(start);
      if (!definition && (start.eventDefinitions || []).length) {
        reporter.report(start.id, '开始事件只能是消息开始或者普通开始。');
      } else if (definition && (definition.messageRef || {}).name !== expected) {
        reporter.report(start.id, `开始消息的名称应为 ${expected}。`);
      }
    }
  },
});
