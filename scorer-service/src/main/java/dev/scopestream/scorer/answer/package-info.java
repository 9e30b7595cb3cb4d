/**
 * Reads the answers that a model's text gives: reasoning left out, Unicode forms made plain, cut at the headers, then a
 * number or an option's letter for each label. No Kafka and no I/O in here.
 */
package dev.scopestream.scorer.answer;
