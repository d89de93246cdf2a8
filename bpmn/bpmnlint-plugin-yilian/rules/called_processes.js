// Call activities name a process and share only what is mapped.
const { extension, is, mapping } = require('../reading');

const ITEM = ['case_no', 'item', 'body'];
const SHARED = {
  certificate_issue: ITEM,
  department_precheck: [...ITEM, 'told_by'],
  department_review: ITEM,
  item_handling: ITEM,
  unified_acceptance: ['case_no', 'lead_body', 'precheck_items', 'told_by'],
};

function problem(node) {
  const called = extension(node, 'CalledElement');
  if (!called || !called.processId) {
    return '调用的流程 （空） 不存在：应在本次部署的文件或者公共流程中。';
  }
  if (called.propagateAllChildVariables !== false || called.propagateAllParentVariables !== false) {
    return '调用流程应关闭全部变量的传入和传出（propagateAll…），逐项写明映射。';
  }
  const inputs = mapping(node, 'inputParameters');
  const needed = SHARED[called.processId] || ['case_no'];
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
