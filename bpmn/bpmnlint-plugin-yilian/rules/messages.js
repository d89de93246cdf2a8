// Messages that a chain waits for are ones that are sent, and find this case alone.
const { extension, is, isKind, messageDefinition, startsProcess } = require('../reading');

const NEEDED = {
  'supplement-submitted': ['case_no', 'notice.notice_no'],
  'case-withdrawn': ['case_no'],
  'item-closed': ['case_no', 'item'],
  'item-released': ['case_no', 'item'],
  'obligation-settled': ['case_no', 'item'],
  'obligation-changed': ['case_no', 'obligation_no'],
  'matter-changed': ['case_no', 'matter_no'],
};
const WANTED = {
  'supplement-submitted': '应写成 =case_no + "/事项/" + notice.notice_no，主题层面的事项写 chain',
  'case-withdrawn': '应写成 =case_no',
  'item-closed': '应写成 =case_no + "/" + item',
  'item-released': '应写成 =case_no + "/" + item',
  'obligation-settled': '应写成 =case_no + "/" + item',
  'obligation-changed': '应写成 =case_no + "/" + obligation_no',
  'matter-changed': '应写成 =case_no + "/" + matter_no',
};

function problem(message) {
  if (!message || !message.name) {
    return '消息事件没有选定消息（messageRef），或者消息没有名称。';
  }
  const needed = NEEDED[message.name];
  if (!needed) {
    return `没有人发送名为 ${message.name} 的消息：可用的有 ${Object.keys(NEEDED).sort().join('、')}。`;
  }
  const key = (extension(message, 'Subscription') || {}).correlationKey;
  if (!key) {
    return `消息 ${message.name} 没有关联键（correlationKey）：${WANTED[message.name]}。`;
  }
  if (!key.startsWith('=')) {
    return `消息 ${message.name} 的关联键是固定文字，所有办件都会收到同一条消息：${WANTED[message.name]}。`;
  }
  const paths = key.replace(/"[^"]*"/g, '').match(/[A-Za-z_]\w*(\.[A-Za-z_]\w*)*/g) || [];
  if (!paths.length) {
    return `消息 ${message.name} 的关联键是常量，所有办件都会收到同一条消息：${WANTED[message.name]}。`;
  }
  const missing = needed.filter((path) => !paths.includes(path));
  return missing.length ? `消息 ${message.name} 的关联键没有用到 ${missing.join('、')}：${WANTED[message.name]}。` : '';
}

function awaited(node) {
  if (is(node, 'ReceiveTask')) return node;
  const catches = isKind(node, 'IntermediateCatchEvent', 'BoundaryEvent', 'StartEvent');
  return catches && !startsProcess(node) ? messageDefinition(node) : undefined;
}

module.exports = () => ({
  check(node, reporter) {
    const waiting = awaited(node);
    const message = waiting && problem(waiting.messageRef);
    if (message) {
      reporter.report(node.id, message);
    }
  },
});
