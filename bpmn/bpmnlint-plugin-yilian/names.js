// The rules, named as those of bpmn/lint: their pages are bpmn/lint/pages/<name>.md.
module.exports = [
  'process',
  'identifiers',
  'start_message',
  'job_types',
  'called_processes',
  'user_tasks',
  'messages',
  'outgoing',
  'item_mapping',
];
