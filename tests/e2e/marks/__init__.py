"""Personal data is looked for where it must never be: engine, records, logs, numbers, processes, files at rest.

``personal`` makes applications whose every personal field is a mark; ``search`` finds marks in any encoding in any
file; the tests live a few cases through on real processes and then search everything that they left behind.
"""
