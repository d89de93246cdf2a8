// Answers one JSON line for each: {expression, data} with what feelin makes of a hide condition, as form-js asks it;
// {schema, data} with what form-js submits and finds wrong. The folder of node_modules is the first argument.
const path = require('path');
const readline = require('readline');
require('./document.cjs');

const modules = process.argv[2];

async function main() {
  const { unaryTest } = await import(path.join(modules, '@bpmn-io/feelin/dist/index.js'));
  const { createForm } = require(path.join(modules, '@bpmn-io/form-js-viewer/dist/index.cjs'));

  const hidden = ({ expression, data }) => {
    try {
      return { hidden: unaryTest(expression.slice(1), data).value === true };
    } catch (error) {
      return { error: String(error) };
    }
  };

  const submitted = async ({ schema, data }) => {
    const form = await createForm({ container: document.createElement('div'), schema, data });
    await new Promise((done) => setTimeout(done, 1));
    const { data: sent, errors } = form.submit();
    form.destroy();
    return { data: sent, errors };
  };

  for await (const line of readline.createInterface({ input: process.stdin })) {
    const question = JSON.parse(line);
    const answer = question.schema ? await submitted(question) : hidden(question);
    process.stdout.write(JSON.stringify(answer) + '\n');
  }
  process.exit(0);
}

main();
