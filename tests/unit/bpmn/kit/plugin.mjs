// Checks diagrams with bpmnlint and this folder's .bpmnlintrc, as "npx bpmnlint" or as the modeler does;
// prints the reports as JSON by file, as [rule, id, message].
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import vm from 'node:vm';

const [modules, way, ...files] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const { Linter } = require('bpmnlint');
const NodeResolver = require('bpmnlint/lib/resolver/node-resolver');
const { BpmnModdle } = require('bpmn-moddle');
const settings = JSON.parse(readFileSync('.bpmnlintrc', 'utf8'));

function inTheModeler() {
  const window = {};
  vm.runInNewContext(readFileSync('bpmnlint-plugin-yilian/client.js', 'utf8'), { window });
  return window.plugins.find(({ type }) => type === 'lintRules.cloud-bpmn').plugin;
}

const linter = new Linter(way === 'modeler' ? inTheModeler() : { config: settings, resolver: new NodeResolver() });
const extensions = Object.entries(settings.moddleExtensions).map(([name, path]) => [name, require(path)]);
const reports = {};
for (const file of files) {
  const moddle = new BpmnModdle(Object.fromEntries(extensions));
  const { rootElement } = await moddle.fromXML(readFileSync(file, 'utf8'));
  const found = await linter.lint(rootElement);
  reports[file] = Object.entries(found).flatMap(([rule, each]) => each.map(({ id, message }) => [rule, id, message]));
}
console.log(JSON.stringify(reports));
