// One executable process a file, with a key and a Chinese name.
const { KEY, is } = require('../reading');

module.exports = () => ({
  check(node, reporter) {
    if (is(node, 'Definitions')) {
      const processes = (node.rootElements || []).filter((each) => is(each, 'Process'));
      if (processes.length !== 1) {
        reporter.report(node.id, '每个流程图文件应当有且只有一个流程。');
      }
    }
    if (!is(node, 'Process')) {
      return;
    }
    if (!node.isExecutable) {
      reporter.report(node.id, '流程未设为可执行（isExecutable）。');
    }
    if (!KEY.test(node.id)) {
      reporter.report(node.id, '流程编号应以小写字母开头，只含小写字母、数字、下划线。');
    }
    if (!node.name) {
      reporter.report(node.id, '流程没有中文名称。');
    }
  },
});
