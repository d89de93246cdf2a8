// Call activities name a process and share only what is mapped.
const { extension, is, mapping } = require('../reading');

const SHARED = ['certificate_issue', 'department_precheck', 'department_review', 'item_handling'];

function problem(node) {
  const called = extension(node, 'CalledElement');
  if (!called || !called.processId) {
    return '调用的流程 （空） 不存在：应在本次部署的文件或者公共流程中。';
  }
  if (called.propagateAllChildVariables !== false || called.propagateAllParentVariables !== false) {
    return '调用流程应关闭全部变量的传入和传出（propagateAll…），逐项写明映射。';
  }
  const inputs = mapping(node, 'inputParameters');
  const needed = SHARED.includes(called.processId) ? ['case_no', 'item', 'body'] : ['case_no'];
  const missing = needed.filter((name) => !(name in inputs));
  return missing.length ? `调用流程 ${called.processId} 没有传入 ${missing.join('、')}，请补充输入映射。` : '';
}

module.exports = () => ({
  check(node, reporter) {
    const message = is(node, 'CallActivity') && problem(node);
    if (message) {
      reporter.report(node.id, message);
    }
  },
});
