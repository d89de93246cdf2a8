// Both a bpmnlint plugin (rules, configs) and a plugin of Camunda Modeler (name, script).
const names = require('./names');

module.exports = {
  name: '一链办理流程图规则',
  script: './client.js',
  configs: { recommended: { rules: Object.fromEntries(names.map((name) => [`yilian/${name}`, 'error'])) } },
  rules: Object.fromEntries(names.map((name) => [name, `./rules/${name}`])),
};
