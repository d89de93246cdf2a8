// Writes client.js, the one script that Camunda Modeler loads: node bundle.js. With --print it goes to the screen.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const names = require('./names');

const read = (file) => readFileSync(join(__dirname, file), 'utf8');
const wrapped = (file) => `'${file}': function (module, require) {\n${read(`${file}.js`)}},\n`;
const parts = ['jobs', 'reading', ...names.map((name) => `rules/${name}`)].map(wrapped).join('');

const script = `// Made by bundle.js from the rules beside it; change those.
(function () {
const parts = {
${parts}};
function load(path) {
  const module = { exports: {} };
  parts[path.replace(/^\\.+\\//, '')](module, load);
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
const config = { rules: ${JSON.stringify(Object.fromEntries(names.map((name) => [`yilian/${name}`, 'error'])))} };
window.plugins = window.plugins || [];
window.plugins.push({ plugin: { config, resolver }, type: 'lintRules.cloud-bpmn' });
})();
`;

if (process.argv.includes('--print')) {
  process.stdout.write(script);
} else {
  writeFileSync(join(__dirname, 'client.js'), script);
}
