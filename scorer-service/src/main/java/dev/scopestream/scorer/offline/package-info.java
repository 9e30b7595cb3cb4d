/** Scores of predictions in files, by the same code as the topology's: no Kafka. */
package dev.scopestream.scorer.offline;
