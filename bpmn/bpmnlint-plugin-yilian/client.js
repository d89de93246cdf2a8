// Made by bundle.js from the rules beside it; change those.
(function () {
const parts = {
'jobs': function (module, require) {
// The job types of chain/job_types.py with the headers that each needs; a test compares them.
module.exports = {
  'acceptance.claim': [],
  'acceptance.accept': [],
  'review.precheck': [],
  'review.check': [],
  'clock.check': [],
  'data_sharing.verify_licence': [],
  'notice.supplement': [],
  'notice.answer': ['result'],
  'review.lapse': [],
  'obligation.gate': [],
  'obligation.check': [],
  'matter.check': [],
  'e_certificate.issue': [],
  'e_certificate.copy': [],
  'e_seal.apply': [],
  'document.issue': [],
  'archive.file': [],
  'demo.succeed': [],
  'demo.refuse': [],
  'demo.crash': [],
};
},
'reading': function (module, require) {
// What the rules read of an element, as bpmn-moddle gives it with Zeebe's extension.

const KEY = /^[a-z][a-z0-9_]*$/;

function is(node, type) {
  return Boolean(node) && node.$instanceOf(`bpmn:${type}`);
}

function isKind(node, ...types) {
  return types.some((type) => node.$type === `bpmn:${type}`);
}

function extension(node, type) {
  const values = (node.extensionElements && node.extensionElements.values) || [];
  return values.find((each) => each.$type === `zeebe:${type}`);
}

function mapping(node, side) {
  const box = extension(node, 'IoMapping');
  return Object.fromEntries(((box && box[side]) || []).map(({ source, target }) => [target, source]));
}

function messageDefinition(node) {
  return (node.eventDefinitions || []).find((each) => is(each, 'MessageEventDefinition'));
}

function startsProcess(node) {
  return isKind(node, 'StartEvent') && is(node.$parent, 'Process');
}

function isChinese(text) {
  return /[\u4e00-\u9fff]/.test(text || '');
}

module.exports = { KEY, extension, is, isChinese, isKind, mapping, messageDefinition, startsProcess };
},
'rules/process': function (module, require) {
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
},
'rules/identifiers': function (module, require) {
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
},
'rules/start_message': function (module, require) {
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
},
'rules/job_types': function (module, require) {
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
},
'rules/called_processes': function (module, require) {
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
},
'rules/user_tasks': function (module, require) {
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
},
'rules/messages': function (module, require) {
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
},
'rules/outgoing': function (module, require) {
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
},
'rules/item_mapping': function (module, require) {
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
},
};
function load(path) {
  const module = { exports: {} };
  parts[path.replace(/^\.+\//, '')](module, load);
  return module.exports;
}
const resolver = {
  resolveRule(pkg, name) {
    const found = pkg === 'bpmnlint-plugin-yilian' && parts['rules/' + name];
    if (!found) throw new Error('unknown rule <' + pkg + '/' + name + '>');
    return load('rules/' + name);
  },
  resolveConfig(pkg, name) {
    throw new Error('unknown config <' + pkg + '/' + name + '>');
  },
};
const config = { rules: {"yilian/process":"error","yilian/identifiers":"error","yilian/start_message":"error","yilian/job_types":"error","yilian/called_processes":"error","yilian/user_tasks":"error","yilian/messages":"error","yilian/outgoing":"error","yilian/item_mapping":"error"} };
window.plugins = window.plugins || [];
window.plugins.push({ plugin: { config, resolver }, type: 'lintRules.cloud-bpmn' });
})();
