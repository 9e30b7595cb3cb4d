/**
 * Scores of LongGenBench answers: the published scorer of SCOPE (arXiv 2412.13649), faults included, and one that
 * matches answers by their number. No Kafka and no I/O in here.
 */
package dev.scopestream.scorer.score;
