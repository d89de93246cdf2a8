// User tasks are native ones with a form, the bodies that may take them, and a day by which they are due.
const { extension, is } = require('../reading');

module.exports = () => ({
  check(node, reporter) {
    if (!is(node, 'UserTask')) {
      return;
    }
    if (!extension(node, 'UserTask')) {
      reporter.report(node.id, '用户任务的实现方式应为 Zeebe 用户任务，并填写表单、候选组和办理期限。');
      return;
    }
    if (!(extension(node, 'FormDefinition') || {}).formId) {
      reporter.report(node.id, '用户任务没有表单，请填写表单编号。');
    }
    const groups = (extension(node, 'AssignmentDefinition') || {}).candidateGroups || '';
    if (!groups.startsWith('=')) {
      reporter.report(node.id, '用户任务没有用表达式指定候选组（实施主体编码），例如 =[body]。');
    }
    if (!(extension(node, 'TaskSchedule') || {}).dueDate) {
      reporter.report(node.id, '用户任务没有办理期限（dueDate），例如 =review.due_at。');
    }
  },
});
