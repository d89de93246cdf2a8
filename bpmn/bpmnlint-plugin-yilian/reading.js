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
