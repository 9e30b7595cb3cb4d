/** The Kafka Streams topology: results held against their references, and running means over them. */
package dev.scopestream.scorer.stream;
