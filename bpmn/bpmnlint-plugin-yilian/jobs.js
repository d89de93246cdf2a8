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
  'e_certificate.issue': [],
  'e_seal.apply': [],
  'document.issue': [],
  'archive.file': [],
  'demo.succeed': [],
  'demo.refuse': [],
  'demo.crash': [],
};
