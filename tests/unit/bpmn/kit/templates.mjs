// Validates element templates against the modeler's schema; prints the errors as JSON by file.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

const [modules, ...files] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const Ajv = require('ajv').default;
const schema = require('@camunda/zeebe-element-templates-json-schema/resources/schema.json');
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);

const errors = {};
for (const file of files) {
  const valid = validate(JSON.parse(readFileSync(file, 'utf8')));
  errors[basename(file)] = valid ? [] : validate.errors.map(({ instancePath, message }) => `${instancePath}: ${message}`);
}
console.log(JSON.stringify(errors));
